use bellwether_evaluation::splits::{
    Combinatorial, Draw, Fold, HoldOut, KFold, Size, Split, SplitError, WalkForward, Window,
};
use proptest::prelude::*;

fn size() -> impl Strategy<Value = Size> {
    prop_oneof![(0.0..0.6_f64).prop_map(Size::Fraction), (0_usize..120).prop_map(Size::Rows)]
}

fn split() -> impl Strategy<Value = Split> {
    let window =
        prop_oneof![Just(Window::Expanding), (0_usize..150).prop_map(|rows| Window::Rolling { rows })];
    let walk_forward = (window, size(), size(), 0_usize..40, size(), any::<bool>(), 0_usize..6).prop_map(
        |(window, initial, validation, refit_every, test, purge, embargo)| WalkForward {
            window,
            initial,
            validation,
            refit_every,
            test,
            purge,
            embargo,
        },
    );
    let hold_out =
        (size(), size(), any::<bool>(), 0_usize..6).prop_map(|(test, validation, purge, embargo)| {
            Split::HoldOut(HoldOut { test, validation, purge, embargo, ..HoldOut::default() })
        });
    let walked = (walk_forward, any::<bool>()).prop_map(|(split, leaves_out)| {
        if leaves_out { Split::LeaveOneTickerOut(split) } else { Split::WalkForward(split) }
    });
    prop_oneof![walked, hold_out]
}

fn parts(split: &Split) -> (Size, bool, usize) {
    match split {
        Split::HoldOut(s) => (s.validation, s.purge, s.embargo),
        Split::WalkForward(s) | Split::LeaveOneTickerOut(s) => (s.validation, s.purge, s.embargo),
        Split::RandomSplit(_) | Split::KFold(_) | Split::Combinatorial(_) | Split::SameDatesNewTickers(_) => {
            unreachable!("only chronological splits are made here")
        }
    }
}

fn ordered(fold: &Fold, rows: usize) -> bool {
    let (train, validation, test) = (&fold.train, &fold.validation, &fold.test);
    train.start < train.end
        && train.end <= validation.start
        && validation.start <= validation.end
        && validation.end <= test.start
        && test.start < test.end
        && test.end <= rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    /// The parts of every fold are disjoint, in order and not empty, whatever the settings that are accepted.
    #[test]
    fn folds_are_ordered_and_not_empty(split in split(), rows in 0_usize..400, horizon in 0_usize..12) {
        if let Ok(folds) = split.folds(rows, horizon) {
            prop_assert!(!folds.is_empty());
            let (validation, _, _) = parts(&split);
            let none = validation == Size::Rows(0) || validation == Size::Fraction(0.0);
            for fold in &folds {
                prop_assert!(ordered(fold, rows), "{:?}", fold);
                prop_assert_eq!(fold.validation.is_empty(), none);
            }
        }
    }

    /// No target that is learned from is known only after the first test decision, nor one of training after
    /// the first of validation; and no row more than that is dropped.
    #[test]
    fn no_target_is_known_after_the_decision(split in split(), rows in 0_usize..400, horizon in 1_usize..12) {
        let (_, purge, embargo) = parts(&split);
        for fold in split.folds(rows, horizon).unwrap_or_default() {
            let known = |last: usize| last + horizon;
            let learned = if fold.validation.is_empty() { &fold.train } else { &fold.validation };
            let mut boundaries = vec![(learned.end - 1, fold.test.start)];
            if !fold.validation.is_empty() {
                boundaries.push((fold.train.end - 1, fold.validation.start));
            }
            for (last, decision) in boundaries {
                if purge {
                    prop_assert!(known(last) <= decision);
                    prop_assert_eq!(known(last) + embargo, decision);
                } else {
                    prop_assert_eq!(last + 1 + embargo, decision);
                    prop_assert_eq!(split.sees_future(horizon), known(last) > decision);
                }
            }
        }
    }

    /// The sessions that a label is made of, `i + 1 ..= i + h` of row `i`, are none of those that a later part's label is
    /// made of: what is tested cannot have been learned, nor what stops a model. At the weeks' horizons of the direction
    /// studies and up to a year.
    #[test]
    fn labels_of_two_parts_share_no_session(
        split in split(),
        rows in 0_usize..400,
        horizon in prop_oneof![Just(4_usize), Just(6), Just(8), Just(10), 1_usize..260],
    ) {
        let (_, purge, _) = parts(&split);
        if !purge {
            return Ok(());
        }
        for fold in split.folds(rows, horizon).unwrap_or_default() {
            // parts are stretches of rows: the last label of one against the first of the next
            let last_session = |part: &std::ops::Range<usize>| part.end - 1 + horizon;
            let first_session = |part: &std::ops::Range<usize>| part.start + 1;
            prop_assert!(last_session(&fold.train) < first_session(&fold.test));
            if !fold.validation.is_empty() {
                prop_assert!(last_session(&fold.train) < first_session(&fold.validation));
                prop_assert!(last_session(&fold.validation) < first_session(&fold.test));
            }
        }
    }

    /// Every test row is forecast exactly once, and these are the last rows.
    #[test]
    fn test_rows_are_covered_once(split in split(), rows in 0_usize..400, horizon in 1_usize..12) {
        if let Ok(folds) = split.folds(rows, horizon) {
            let covered: Vec<usize> = folds.iter().flat_map(|f| f.test.clone()).collect();
            prop_assert_eq!(covered, (folds[0].test.start..rows).collect::<Vec<_>>());
        }
    }

    /// An expanding window starts at the first row, a rolling one keeps its length; all but the last block
    /// are full.
    #[test]
    fn windows_keep_their_word(split in split(), rows in 0_usize..400, horizon in 1_usize..12) {
        if let (Split::WalkForward(settings) | Split::LeaveOneTickerOut(settings), Ok(folds)) =
            (split, split.folds(rows, horizon))
        {
            for fold in &folds {
                match settings.window {
                    Window::Expanding => prop_assert_eq!(fold.train.start, 0),
                    Window::Rolling { rows } => prop_assert_eq!(fold.train.len(), rows),
                }
            }
            for fold in &folds[..folds.len() - 1] {
                prop_assert_eq!(fold.test.len(), settings.refit_every);
            }
        }
    }

    /// The number of rows that an error asks for is enough, and one less is not.
    #[test]
    fn the_rows_asked_for_are_enough(
        test in 1_usize..80,
        validation in 0_usize..40,
        train in 1_usize..80,
        horizon in 1_usize..12,
    ) {
        let settings = WalkForward {
            initial: Size::Rows(train),
            validation: Size::Rows(validation),
            test: Size::Rows(test),
            ..WalkForward::default()
        };
        let Err(SplitError::NotEnoughRows { needed, available: 1, .. }) = settings.folds(1, horizon) else {
            return Err(TestCaseError::fail("one row is never enough"));
        };
        prop_assert!(settings.folds(needed - 1, horizon).is_err());
        prop_assert_eq!(settings.folds(needed, horizon).unwrap()[0].train.clone(), 0..train);
    }

    /// No label that is learned from shares a session with one that is tested, nothing lies in the embargo, and nothing else is
    /// dropped: against every pair of rows.
    #[test]
    fn cross_validation_is_purged_on_both_sides(
        rows in 0_usize..120,
        horizon in 1_usize..8,
        blocks in 2_usize..7,
        tested in 1_usize..4,
        purge in any::<bool>(),
        embargo in 0_usize..6,
    ) {
        let k_fold = Split::KFold(KFold { folds: blocks, purge, embargo });
        let combinatorial = Split::Combinatorial(Combinatorial { groups: blocks, tested, purge, embargo });
        for split in [k_fold, combinatorial] {
            for Draw { train, validation, test } in split.draws(rows, horizon).unwrap().unwrap_or_default() {
                prop_assert!(validation.is_empty() && train.is_sorted() && test.is_sorted());
                prop_assert!(!train.is_empty() && !test.is_empty());
                let ends = |t: &usize| !test.contains(&(t + 1));
                let reach = if purge { horizon - 1 } else { 0 };
                for row in 0..rows {
                    let shares = test.iter().any(|t| t.abs_diff(row) <= reach);
                    let banned = test.iter().filter(|t| ends(t)).any(|t| row > *t && row <= t + reach + embargo);
                    prop_assert_eq!(train.contains(&row), !shares && !banned, "row {}", row);
                }
            }
        }
    }

    /// K-fold tests every row once in time order; a combinatorial path likewise, and all paths together use each fold's test
    /// part once.
    #[test]
    fn every_path_is_a_whole_history(rows in 6_usize..80, groups in 2_usize..7, tested in 1_usize..4, folds in 2_usize..7) {
        if let Ok(draws) = (KFold { folds, ..KFold::default() }).draws(rows, 1) {
            let covered: Vec<usize> = draws.into_iter().flat_map(|d| d.test).collect();
            prop_assert_eq!(covered, (0..rows).collect::<Vec<_>>());
        }
        let split = Combinatorial { groups, tested, ..Combinatorial::default() };
        if let (Ok(draws), Ok(paths)) = (split.draws(rows, 1), split.paths(rows)) {
            // C(n, k) k / n histories of C(n, k) folds
            prop_assert_eq!(paths.len() * groups, draws.len() * tested);
            let mut used: Vec<(usize, usize)> = Vec::new();
            for path in paths {
                let pieces: Vec<(usize, usize)> =
                    path.into_iter().flat_map(|(fold, at)| at.map(move |i| (fold, i))).collect();
                let covered: Vec<usize> = pieces.iter().map(|(fold, i)| draws[*fold].test[*i]).collect();
                prop_assert_eq!(covered, (0..rows).collect::<Vec<_>>());
                used.extend(pieces);
            }
            let every: usize = draws.iter().map(|d| d.test.len()).sum();
            used.sort_unstable();
            used.dedup();
            prop_assert_eq!(used.len(), every);
        }
    }
}
