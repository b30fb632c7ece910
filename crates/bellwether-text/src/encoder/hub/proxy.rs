//! A proxy between this machine and the hub.

use std::fmt;

use ureq::Proxy;

use super::HubError;

/// A proxy, and what is reached without it. Not part of any configuration: who reads the environment passes it in.
#[derive(Clone, PartialEq, Eq)]
pub struct HubProxy {
    /// `http://user:password@host:port`, or with `https`, `socks4`, `socks5`; without a scheme `http` is meant.
    pub url: String,
    /// Hosts between commas: `example.com`, `.example.com` for all below it, `*` for all.
    pub except: String,
}

// the address may hold a password
impl fmt::Debug for HubProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HubProxy")
    }
}

impl HubProxy {
    pub(super) fn build(&self) -> Result<Proxy, HubError> {
        let refuse = |source| HubError::Proxy { source: Box::new(source) };
        let plain = Proxy::new(&self.url).map_err(refuse)?;
        let mut proxy = Proxy::builder(plain.protocol()).host(plain.host()).port(plain.port());
        if let Some(name) = plain.username() {
            proxy = proxy.username(name);
        }
        if let Some(word) = plain.password() {
            proxy = proxy.password(word);
        }
        let hosts = self.except.split(',').map(str::trim).filter(|host| !host.is_empty());
        hosts.fold(proxy, ureq::ProxyBuilder::no_proxy).build().map_err(refuse)
    }
}
