//! What holds of every topic model.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bellwether_core::RunContext;
use bellwether_topics::TopicsError;
use bellwether_topics::embed::{EmbedParams, LsaParams};
use bellwether_topics::models::{
    BertopicParams, FittedTopicModel, LdaParams, LsaTopicsParams, NmfParams, Top2vecParams, TopicModelParams,
};

use super::{on_threads, planted, recovered, shuffled, theme};

const THEMES: u32 = 5;

struct Row {
    params: TopicModelParams,
    /// Whether documents of a theme come to one topic. The directions of LSA are at right angles: those after the first tell
    /// half of the themes from the other half.
    finds_themes: bool,
}

fn table() -> Vec<Row> {
    let embed = EmbedParams::Lsa(LsaParams { width: 20, ..LsaParams::default() });
    let themes = THEMES as usize;
    let row = |params, finds_themes| Row { params, finds_themes };
    vec![
        row(
            TopicModelParams::Bertopic(Box::new(BertopicParams {
                embed: embed.clone(),
                ..BertopicParams::default()
            })),
            true,
        ),
        row(TopicModelParams::Lda(LdaParams { topics: themes, ..LdaParams::default() }), true),
        row(TopicModelParams::Nmf(NmfParams { topics: themes, ..NmfParams::default() }), true),
        row(TopicModelParams::Lsa(LsaTopicsParams { topics: themes, ..LsaTopicsParams::default() }), false),
        row(TopicModelParams::Top2vec(Box::new(Top2vecParams { embed, ..Top2vecParams::default() })), true),
    ]
}

fn fit(params: &TopicModelParams, documents: &[String]) -> FittedTopicModel {
    params.fit(documents, &RunContext::new(3)).unwrap()
}

#[test]
fn every_kind_is_in_the_table() {
    let kinds: Vec<&str> = table().iter().map(|row| row.params.kind()).collect();
    assert_eq!(kinds, ["bertopic", "lda", "nmf", "lsa", "top2vec"]);
    for row in table() {
        let json = serde_json::to_string(&row.params).unwrap();
        assert!(json.starts_with(&format!(r#"{{"kind":"{}""#, row.params.kind())), "{json}");
        assert_eq!(serde_json::from_str::<TopicModelParams>(&json).unwrap(), row.params);
        let unknown = format!(r#"{{"kind": "{}", "topic": 3}}"#, row.params.kind());
        let error = serde_json::from_str::<TopicModelParams>(&unknown).unwrap_err().to_string();
        assert!(error.contains("unknown field `topic`"), "{error}");
    }
}

#[test]
fn topics_have_words_and_documents() {
    let documents = planted(THEMES, 50, 1);
    for Row { params, finds_themes } in table() {
        let (kind, fitted) = (params.kind(), fit(&params, &documents));
        assert_eq!(fitted.topics().len(), THEMES as usize, "{kind}");
        assert_eq!(fitted.topic_of().len(), documents.len());
        for (number, topic) in fitted.topics().iter().enumerate() {
            assert!(topic.label.starts_with(&format!("{number}_{}", topic.words[0].0)), "{kind}: {topic:?}");
            assert!(topic.words.len() <= 10 && topic.words.is_sorted_by(|a, b| a.1 >= b.1), "{kind}");
            let size = fitted.topic_of().iter().filter(|of| **of == Some(number)).count();
            assert_eq!(topic.size, size, "{kind}");
            assert!(topic.examples.iter().all(|&place| fitted.topic_of()[place] == Some(number)), "{kind}");
            assert_eq!(topic.examples.len(), size.min(3), "{kind}");
            let of = theme(&topic.words[0].0);
            assert!(
                !finds_themes || topic.words.iter().all(|word| theme(&word.0) == of),
                "{kind}: {topic:?}"
            );
        }
        let (share, topics) = recovered(&documents, fitted.topic_of());
        assert!(!finds_themes || (share > 0.93 && topics == THEMES as usize), "{kind}: {share} in {topics}");
    }
}

#[test]
fn rows_in_another_order_and_threads_do_not_matter() {
    let (documents, later) = (planted(THEMES, 40, 2), planted(THEMES, 5, 3));
    let order = shuffled(documents.len());
    let other: Vec<String> = order.iter().map(|&place| documents[place].clone()).collect();
    for Row { params, .. } in table() {
        let kind = params.kind();
        let on = |threads, documents: &[String]| {
            on_threads(threads, || {
                let fitted = fit(&params, documents);
                let words: Vec<_> =
                    fitted.topics().iter().map(|topic| (topic.words.clone(), topic.size)).collect();
                let assigned = fitted.assign(&later, &RunContext::new(3)).unwrap();
                (words, assigned, fitted.topic_of().to_vec())
            })
        };
        let one = on(1, &documents);
        assert_eq!(one, on(2, &documents), "{kind}");
        assert_eq!(one, on(4, &documents), "{kind}");
        let moved = on(2, &other);
        assert_eq!((&one.0, &one.1), (&moved.0, &moved.1), "{kind}");
        assert_eq!(order.iter().map(|&place| one.2[place]).collect::<Vec<_>>(), moved.2, "{kind}");
    }
}

#[test]
fn later_documents_depend_on_no_other_and_equal_texts_have_one_topic() {
    let mut documents = planted(THEMES, 40, 4);
    let again: Vec<String> = documents.iter().step_by(7).cloned().collect();
    documents.extend(again);
    let run = RunContext::new(3);
    let mut later = planted(THEMES, 6, 5);
    later.push("nothing known here".to_owned());
    for Row { params, finds_themes } in table() {
        let (kind, fitted) = (params.kind(), fit(&params, &documents));
        for (i, topic) in fitted.topic_of().iter().enumerate() {
            let first = documents.iter().position(|other| *other == documents[i]).unwrap();
            assert_eq!(*topic, fitted.topic_of()[first], "{kind}");
        }
        let together = fitted.assign(&later, &run).unwrap();
        let alone: Vec<_> = later.iter().map(|one| fitted.assign(&[one], &run).unwrap()[0]).collect();
        assert_eq!(together, alone, "{kind}");
        assert_eq!(fitted.assign::<String>(&[], &run).unwrap(), [], "{kind}");
        let themed = later.len() - 1;
        let (share, _) = recovered(&later[..themed], &together[..themed]);
        assert!(!finds_themes || share > 0.9, "{kind}: {share}");
        let again = fitted.assign(&documents, &run).unwrap();
        let kept = fitted.topic_of().iter().zip(&again).filter(|(a, b)| a == b).count();
        assert!(kept as f64 > 0.9 * documents.len() as f64, "{kind}: {kept} of {}", documents.len());
    }
}

#[test]
fn bad_documents_settings_and_a_stop_are_errors() {
    let documents = planted(2, 40, 6);
    for Row { params, .. } in table() {
        let kind = params.kind();
        let refused = |params: &TopicModelParams, documents: &[String]| {
            params.fit(documents, &RunContext::new(3)).unwrap_err()
        };
        let stop_words = refused(
            &params,
            &["the", "of", "and the", "to"].repeat(10).iter().map(ToString::to_string).collect::<Vec<_>>(),
        );
        assert!(matches!(stop_words, TopicsError::EmptyVocabulary { .. }), "{kind}: {stop_words}");
        let same = refused(&params, &vec!["oil price".to_owned(); 40]);
        assert!(matches!(same, TopicsError::AllTheSame { documents: 40 }), "{kind}: {same}");
        refused(&params, &[]);
        let none = refused(&params.clone().with_topics(0), &documents);
        assert!(matches!(none, TopicsError::Setting { setting: "topics", .. }), "{kind}: {none}");
        let fitted = fit(&params.clone().with_topics(2), &documents);
        assert_eq!(fitted.topics().len(), 2, "{kind}");
        let stopped = RunContext::with_stop(3, Arc::new(AtomicBool::new(true)));
        let error = params.fit(&documents, &stopped).unwrap_err();
        assert!(matches!(error, TopicsError::Stopped), "{kind}: {error}");
        let error = fitted.assign(&documents, &stopped).unwrap_err();
        assert!(matches!(error, TopicsError::Stopped), "{kind}: {error}");
    }
}
