//! The proxy of the user's network.

use bellwether_text::encoder::HubProxy;

/// As the environment names it: `ALL_PROXY`, `HTTPS_PROXY` or `HTTP_PROXY`, the first that is set, in capitals or not, and
/// `NO_PROXY` for what is reached without it.
pub(crate) fn proxy() -> Option<HubProxy> {
    let url = ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"].into_iter().find_map(variable)?;
    Some(HubProxy { url, except: variable("NO_PROXY").unwrap_or_default() })
}

#[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
fn variable(name: &str) -> Option<String> {
    let value = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    value(name).or_else(|| value(&name.to_ascii_lowercase()))
}
