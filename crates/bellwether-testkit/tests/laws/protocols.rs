//! Every protocol: a target is learnt from only when it is known.

use bellwether_evaluation::splits::{Fold, Split, SplitError};
use bellwether_testkit::laws::degenerate::unharmed;
use bellwether_testkit::{Violation, laws::purge, registered};

use crate::support::chronological;

#[test]
fn no_protocol_learns_from_what_is_not_known() {
    for split in chronological() {
        for rows in [200, 333] {
            for horizon in [1, 2, 4, 5, 6, 8, 10, 20] {
                let folds = split.folds(rows, horizon).unwrap();
                assert_eq!(purge::folds(&folds, horizon), Ok(()), "{split:?} {rows} rows");
                // every test row once, in order, up to the last
                let tested: Vec<usize> = folds.iter().flat_map(|f| f.test.clone()).collect();
                assert!(tested.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{split:?}");
                assert_eq!(tested.last(), Some(&(rows - 1)));
            }
        }
    }
}

#[test]
fn the_random_split_leaks_and_is_kept_apart() {
    for split in registered::<Split>() {
        assert_eq!(
            split.learns_from_later(),
            split.folds(200, 1) == Err(SplitError::Interleaved),
            "{split:?}"
        );
        let Split::RandomSplit(random) = split else { continue };
        assert!(split.sees_future(1));
        let draw = random.draw(200).unwrap();
        // nearly every test row lies between rows that are learnt from
        let (first, last) = (draw.train[0], *draw.train.last().unwrap());
        let inside = draw.test.iter().filter(|t| (first..last).contains(*t)).count();
        assert!(inside > 30, "{inside} of {}", draw.test.len());
    }
}

#[test]
fn any_number_of_rows_is_folds_or_a_typed_error() {
    for split in registered::<Split>() {
        for rows in (0..30).chain([usize::MAX]) {
            for horizon in [0, 1, 2, 260, usize::MAX] {
                if rows == usize::MAX && horizon != 0 {
                    continue; // endless folds of an endless table
                }
                let case = format!("{split:?} of {rows} rows at horizon {horizon}");
                let folds = unharmed(&case, || split.folds(rows, horizon)).unwrap_or_else(|e| panic!("{e}"));
                if let Ok(folds) = folds {
                    assert!(
                        !folds.is_empty() && folds.iter().all(|f| !f.train.is_empty() && !f.test.is_empty()),
                        "{case}"
                    );
                }
                if rows == usize::MAX {
                    continue; // lists of the rows of an endless table
                }
                let draws = unharmed(&case, || split.draws(rows, horizon)).unwrap_or_else(|e| panic!("{e}"));
                if let Some(Ok(draws)) = draws {
                    assert!(draws.iter().all(|d| !d.train.is_empty() && !d.test.is_empty()), "{case}");
                }
            }
        }
    }
}

#[test]
fn an_unpurged_split_and_an_overlap_are_caught() {
    for split in chronological() {
        let mut open = split;
        match &mut open {
            Split::HoldOut(s) => s.purge = false,
            Split::WalkForward(s) | Split::LeaveOneTickerOut(s) => s.purge = false,
            Split::RandomSplit(_)
            | Split::KFold(_)
            | Split::Combinatorial(_)
            | Split::SameDatesNewTickers(_) => unreachable!("not chronological"),
        }
        assert!(open.sees_future(5) && !split.sees_future(5));
        let folds = open.folds(100, 5).unwrap();
        assert!(matches!(purge::folds(&folds, 5), Err(Violation::Overlap { .. })));
    }
    let fold = |train, validation| Fold { train, validation, test: 50..60, gap: 0 };
    assert_eq!(purge::folds(&[fold(0..40, 40..50)], 1), Ok(()));
    let found = purge::folds(&[fold(0..40, 40..51)], 1);
    assert_eq!(found, Err(Violation::Overlap { fold: 0, part: "validation", last: 50, known: 51, test: 50 }));
    assert!(purge::folds(&[fold(0..41, 40..50)], 1).is_err());
    assert!(purge::folds(&[fold(0..51, 0..0)], 1).is_err());
}
