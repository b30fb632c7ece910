//! Cleaning by language.

use std::borrow::Cow;

use super::{Cleaner, CleaningSpec, Step};
use crate::language::{LanguageRoutes, Route, detect_language};

/// Cleans posts as a [`CleaningSpec`] says, each by the route of its language.
#[derive(Debug, Clone)]
pub struct RoutedCleaner {
    all: Cleaner,
    any_language: Cleaner,
    routes: Option<LanguageRoutes>,
}

impl RoutedCleaner {
    /// A cleaner by a specification. Its filters are not run: see [`crate::noise::Sieve`].
    pub fn new(spec: &CleaningSpec) -> Self {
        let any: Vec<Step> = spec.steps.iter().copied().filter(|step| !step.is_english()).collect();
        Self {
            all: Cleaner::new(&spec.steps),
            any_language: Cleaner::new(&any),
            routes: spec.languages.clone(),
        }
    }

    /// Whether every text stays as it is.
    pub fn changes_nothing(&self) -> bool {
        self.all.steps().is_empty()
    }

    /// The texts after the steps of their routes; borrowed where there are none.
    pub fn clean_all<'t>(&mut self, texts: impl Iterator<Item = &'t str>) -> Vec<Cow<'t, str>> {
        if self.changes_nothing() {
            return texts.map(Cow::Borrowed).collect();
        }
        texts.map(|text| Cow::Owned(self.clean(text).to_owned())).collect()
    }

    /// The text after the steps of its route. A text whose route is [`Route::Drop`] is left as it is: who drops posts
    /// asks [`LanguageRoutes::route`].
    pub fn clean<'a>(&'a mut self, text: &'a str) -> &'a str {
        let route = self.routes.as_ref().map_or(Route::Clean, |routes| routes.route(detect_language(text)));
        match route {
            Route::Clean => self.all.clean(text),
            Route::CleanAnyLanguage => self.any_language.clean(text),
            Route::AsPublished | Route::Drop => text,
        }
    }
}
