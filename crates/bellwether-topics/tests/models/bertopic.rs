//! The whole method.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bellwether_core::RunContext;
use bellwether_topics::TopicsError;
use bellwether_topics::cluster::ClusterParams;
use bellwether_topics::embed::{EmbedParams, LsaParams, PpmiParams};
use bellwether_topics::models::{BertopicParams, FittedBertopic};
use bellwether_topics::reduce::{ReduceParams, UmapParams};
use bellwether_topics::represent::OutlierParams;

use super::{on_threads, planted, recovered, shuffled, theme};

const THEMES: u32 = 6;

fn params() -> BertopicParams {
    BertopicParams {
        embed: EmbedParams::Lsa(LsaParams { width: 20, ..LsaParams::default() }),
        ..BertopicParams::default()
    }
}

fn fit(params: &BertopicParams, documents: &[String]) -> FittedBertopic {
    FittedBertopic::fit(params, documents, &RunContext::new(7)).unwrap()
}

fn refused(params: &BertopicParams, documents: &[String]) -> TopicsError {
    FittedBertopic::fit(params, documents, &RunContext::new(7)).unwrap_err()
}

#[test]
fn planted_themes_are_found() {
    let documents = planted(THEMES, 80, 1);
    let ppmi = EmbedParams::Ppmi(PpmiParams { width: 20, ..PpmiParams::default() });
    for params in [params(), BertopicParams { embed: ppmi, ..params() }] {
        let fitted = fit(&params, &documents);
        assert_eq!(fitted.topics().len(), THEMES as usize, "{:?}", params.embed);
        let (share, topics) = recovered(&documents, fitted.topic_of());
        assert!(share > 0.95 && topics == THEMES as usize, "{share} in {topics} topics");
        for (number, topic) in fitted.topics().iter().enumerate() {
            let of = theme(&topic.words[0].0);
            assert_eq!(topic.words.len(), 10);
            assert!(of.is_some() && topic.words.iter().all(|(word, _)| theme(word) == of), "{topic:?}");
            assert!(topic.words.is_sorted_by(|a, b| a.1 >= b.1), "{topic:?}");
            assert!(topic.label.starts_with(&format!("{number}_{}", topic.words[0].0)), "{topic:?}");
            let own = fitted.topic_of().iter().filter(|topic| **topic == Some(number)).count();
            assert_eq!(topic.size, own);
            assert_eq!(topic.examples.len(), 3);
            assert!(topic.examples.iter().all(|&place| fitted.topic_of()[place] == Some(number)));
        }
    }
}

#[test]
fn rows_in_another_order_give_the_same_topics() {
    let documents = planted(THEMES, 60, 2);
    let order = shuffled(documents.len());
    let other: Vec<String> = order.iter().map(|&place| documents[place].clone()).collect();
    for topics in [None, Some(3)] {
        let params = BertopicParams { topics, ..params() };
        let (a, b) = (fit(&params, &documents), fit(&params, &other));
        assert_eq!(a.weights(), b.weights());
        let words = |fitted: &FittedBertopic| -> Vec<_> {
            fitted.topics().iter().map(|topic| (topic.words.clone(), topic.size)).collect()
        };
        assert_eq!(words(&a), words(&b));
        let moved: Vec<_> = order.iter().map(|&place| a.topic_of()[place]).collect();
        assert_eq!(moved, b.topic_of());
        for (a, b) in a.topics().iter().zip(b.topics()) {
            let texts = |documents: &[String], places: &[usize]| -> Vec<String> {
                places.iter().map(|&place| documents[place].clone()).collect()
            };
            assert_eq!(texts(&documents, &a.examples), texts(&other, &b.examples));
        }
    }
}

#[test]
fn any_number_of_threads_gives_the_same_topics() {
    let (documents, later) = (planted(THEMES, 60, 3), planted(THEMES, 10, 4));
    let on = |threads| {
        on_threads(threads, || {
            let fitted = fit(&params(), &documents);
            let assigned = fitted.assign(&later, &RunContext::new(7)).unwrap();
            (fitted.topics().to_vec(), fitted.topic_of().to_vec(), fitted.weights().clone(), assigned)
        })
    };
    let one = on(1);
    assert_eq!(one, on(2));
    assert_eq!(one, on(4));
}

#[test]
fn equal_texts_have_one_topic() {
    let mut documents = planted(THEMES, 40, 5);
    let again: Vec<String> = documents.iter().step_by(3).cloned().collect();
    documents.extend(again);
    let fitted = fit(&params(), &documents);
    for (i, topic) in fitted.topic_of().iter().enumerate() {
        let first = documents.iter().position(|other| *other == documents[i]).unwrap();
        assert_eq!(*topic, fitted.topic_of()[first], "{}", documents[i]);
    }
}

#[test]
fn a_later_document_depends_on_no_other() {
    let fitted = fit(&params(), &planted(THEMES, 80, 6));
    let mut later = planted(THEMES, 10, 7);
    later.push("nothing known here".to_owned());
    let run = RunContext::new(7);
    let together = fitted.assign(&later, &run).unwrap();
    let alone: Vec<_> = later.iter().map(|one| fitted.assign(&[one], &run).unwrap()[0]).collect();
    assert_eq!(together, alone);
    let order = shuffled(later.len());
    let other: Vec<&String> = order.iter().map(|&place| &later[place]).collect();
    let moved: Vec<_> = order.iter().map(|&place| together[place]).collect();
    assert_eq!(fitted.assign(&other, &run).unwrap(), moved);
    assert_eq!(fitted.assign::<String>(&[], &run).unwrap(), []);
    let (share, topics) = recovered(&later[..later.len() - 1], &together[..later.len() - 1]);
    assert!(share > 0.9 && topics == THEMES as usize, "{share} in {topics} topics");
}

#[test]
fn documents_of_the_fit_mostly_keep_their_topic() {
    let documents = planted(THEMES, 80, 8);
    let fitted = fit(&params(), &documents);
    let again = fitted.assign(&documents, &RunContext::new(7)).unwrap();
    let inside: Vec<_> = fitted.topic_of().iter().zip(&again).filter(|(topic, _)| topic.is_some()).collect();
    let kept = inside.iter().filter(|(before, after)| before == after).count();
    assert!(kept as f64 > 0.95 * inside.len() as f64, "{kept} of {}", inside.len());
}

#[test]
fn at_most_a_fifth_stays_outside() {
    // a third of the documents are of no theme's words only, so that they lie between the groups
    let mut documents = planted(THEMES, 60, 9);
    documents.extend((0..120).map(|i| {
        format!(
            "filler{} filler{} filler{} theme{}word{}",
            i % 60,
            (i * 7 + 1) % 60,
            (i * 13 + 5) % 60,
            i % 6,
            i % 14
        )
    }));
    let unlimited =
        BertopicParams { outliers: OutlierParams { max_share: 1.0, ..OutlierParams::default() }, ..params() };
    let outside = |fitted: &FittedBertopic| fitted.topic_of().iter().filter(|topic| topic.is_none()).count();
    let (all, some) = (fit(&unlimited, &documents), fit(&params(), &documents));
    assert_eq!(all.moved(), 0);
    assert!(outside(&some) * 5 <= documents.len(), "{} of {}", outside(&some), documents.len());
    assert!(some.moved() >= outside(&all).saturating_sub(documents.len() / 5));
    let none =
        BertopicParams { outliers: OutlierParams { max_share: 0.0, ..OutlierParams::default() }, ..params() };
    assert_eq!(outside(&fit(&none, &documents)), 0);
}

#[test]
fn fewer_topics_are_merged_ones() {
    let documents = planted(THEMES, 40, 10);
    let fitted = fit(&BertopicParams { topics: Some(2), ..params() }, &documents);
    assert_eq!(fitted.topics().len(), 2);
    // each theme is whole in one of them
    let (share, _) = recovered(&documents, fitted.topic_of());
    assert!(share > 0.95, "{share}");
}

#[test]
fn words_can_be_chosen_to_differ() {
    let documents = planted(THEMES, 40, 11);
    let fitted = fit(&BertopicParams { diversity: Some(0.7), words: 5, ..params() }, &documents);
    for topic in fitted.topics() {
        assert_eq!(topic.words.len(), 5, "{topic:?}");
        assert!(topic.words.is_sorted_by(|a, b| a.1 >= b.1), "{topic:?}");
    }
}

#[test]
fn bad_documents_are_refused_in_words() {
    let documents = planted(2, 40, 12);
    let few = refused(
        &BertopicParams {
            embed: EmbedParams::Lsa(LsaParams { width: 5, ..LsaParams::default() }),
            ..params()
        },
        &documents[..12],
    );
    assert!(matches!(few, TopicsError::TooFewDocuments { found: 12, .. }), "{few}");
    let none = refused(&params(), &[]);
    assert!(matches!(none, TopicsError::EmptyVocabulary { words: 0, .. }), "{none}");

    let same = refused(&params(), &vec!["oil price".to_owned(); 40]);
    assert!(matches!(same, TopicsError::AllTheSame { documents: 40 }), "{same}");

    let stop_words = refused(
        &params(),
        &[["the and of", "and"], ["of", "the"]]
            .concat()
            .repeat(10)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>(),
    );
    assert!(matches!(stop_words, TopicsError::EmptyVocabulary { stop_words: 3, .. }), "{stop_words}");

    let embed = EmbedParams::Lsa(LsaParams { width: 200, ..LsaParams::default() });
    let wide = refused(&BertopicParams { embed, ..params() }, &planted(2, 120, 13));
    assert!(matches!(wide, TopicsError::TooFewTerms { width: 200, .. }), "{wide}");
}

#[test]
fn settings_out_of_range_are_refused() {
    let documents = planted(2, 20, 14);
    for (params, setting) in [
        (BertopicParams { topics: Some(0), ..params() }, "topics"),
        (BertopicParams { words: 0, ..params() }, "words"),
        (BertopicParams { words: 101, ..params() }, "words"),
        (BertopicParams { diversity: Some(f64::NAN), ..params() }, "diversity"),
        (
            BertopicParams {
                outliers: OutlierParams { max_share: 1.5, ..OutlierParams::default() },
                ..params()
            },
            "max-share",
        ),
    ] {
        let error = refused(&params, &documents);
        assert!(matches!(error, TopicsError::Setting { setting: found, .. } if found == setting), "{error}");
    }
    let unknown = serde_json::from_str::<BertopicParams>(r#"{"topic": 3}"#).unwrap_err().to_string();
    assert!(unknown.contains("unknown field `topic`"), "{unknown}");
}

#[test]
fn a_stopped_run_says_so() {
    let documents = planted(2, 40, 15);
    let stopped = RunContext::with_stop(7, Arc::new(AtomicBool::new(true)));
    let error = FittedBertopic::fit(&params(), &documents, &stopped).unwrap_err();
    assert!(matches!(error, TopicsError::Stopped), "{error}");
    let fitted = fit(&params(), &documents);
    let error = fitted.assign(&documents, &stopped).unwrap_err();
    assert!(matches!(error, TopicsError::Stopped), "{error}");
}

#[test]
fn other_reductions_and_groupings_work_too() {
    let documents = planted(THEMES, 40, 16);
    let others = [r#"{"kind": "k-means", "clusters": 6}"#, r#"{"kind": "agglomerative", "clusters": 6}"#];
    for cluster in others {
        let cluster: ClusterParams = serde_json::from_str(cluster).unwrap();
        let reduce = ReduceParams::Umap(UmapParams { n_components: 2, ..UmapParams::default() });
        let fitted = fit(&BertopicParams { cluster, reduce, ..params() }, &documents);
        let (share, topics) = recovered(&documents, fitted.topic_of());
        assert!(share > 0.95 && topics == THEMES as usize, "{share} in {topics} topics");
    }
    let reduce: ReduceParams = serde_json::from_str(r#"{"kind": "pca"}"#).unwrap();
    let cluster: ClusterParams = serde_json::from_str(others[0]).unwrap();
    assert_eq!(fit(&BertopicParams { cluster, reduce, ..params() }, &documents).topics().len(), 6);
}
