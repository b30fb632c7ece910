//! Named tasks, one row of a table each.

use anyhow::{Result, bail};

/// A row of a table of tasks.
pub(crate) struct Task<F: 'static> {
    pub(crate) name: &'static str,
    /// What it measures or compares.
    pub(crate) what: &'static str,
    /// The task whose name runs this one too.
    pub(crate) part_of: Option<&'static str>,
    pub(crate) run: F,
}

/// The tasks that a name means, in the table's order, each once: its own, those that are part of it, or `all`.
pub(crate) fn called<F>(kind: &str, tasks: &'static [Task<F>], name: &str) -> Result<Vec<&'static Task<F>>> {
    let is_called = |task: &&Task<F>| name == "all" || task.name == name || task.part_of == Some(name);
    let found: Vec<_> = tasks.iter().filter(is_called).collect();
    if found.is_empty() {
        let known: Vec<_> = tasks.iter().map(|task| task.name).collect();
        bail!("no {kind} is named `{name}`; there are {} and all", known.join(", "));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{bench, parity, simulate};

    const fn task(name: &'static str, part_of: Option<&'static str>) -> Task<()> {
        Task { name, what: "", part_of, run: () }
    }

    const TASKS: &[Task<()>] = &[task("whole", None), task("part", Some("whole")), task("other", None)];

    fn names(name: &str) -> Vec<&'static str> {
        called("task", TASKS, name).unwrap().iter().map(|task| task.name).collect()
    }

    #[test]
    fn a_name_runs_its_task_and_its_parts_once() {
        assert_eq!(names("all"), ["whole", "part", "other"]);
        assert_eq!(names("whole"), ["whole", "part"]);
        assert_eq!(names("part"), ["part"]);
        let error = called("task", TASKS, "pat").err().unwrap().to_string();
        assert_eq!(error, "no task is named `pat`; there are whole, part, other and all");
    }

    /// Names are unique, and parts are of tasks that are there.
    fn check<F>(tasks: &[Task<F>]) {
        for (i, task) in tasks.iter().enumerate() {
            assert!(tasks[i + 1..].iter().all(|other| other.name != task.name), "{}", task.name);
            let whole = |name| tasks.iter().any(|other| other.name == name);
            assert!(task.part_of.is_none_or(whole), "{}", task.name);
        }
    }

    #[test]
    fn tables_are_sound() {
        check(bench::TASKS);
        check(parity::TASKS);
        check(simulate::TASKS);
    }
}
