//! The page of tables.

use bellwether_report::tables::{ReportedTable, TableHead, TableRow, TablesReport, render};

fn report() -> TablesReport {
    let head = |name: &str, is_number| TableHead { name: name.into(), is_number };
    let row = |cells: [&str; 3], is_naive| TableRow { cells: cells.map(str::to_owned).to_vec(), is_naive };
    TablesReport {
        version: "1.2.3".into(),
        kind: "a paper, run again".into(),
        title: "Closes <b>".into(),
        answer: Some("Yesterday & no more.".into()),
        notice: None,
        tables: vec![ReportedTable {
            caption: "mean squared error".into(),
            heads: vec![head("model", false), head("paper", true), head("against", false)],
            rows: vec![
                row(["persistence", "", ""], true),
                row(["lstm", "1.5 ± .2", "worse, p < .001"], false),
            ],
        }],
        sentences: vec!["Data: a \"file\".".into()],
        links: vec![("report".into(), "a/report.html".into())],
    }
}

/// On a narrow screen each cell has its head beside it, so that no table need be wider than the screen.
#[test]
fn every_cell_has_its_head_and_all_text_is_escaped() {
    let page = render(&report()).unwrap();
    assert!(page.contains("<h1>Closes &lt;b&gt;</h1>") && page.contains("Yesterday &amp; no more."));
    assert!(page.contains("<h2>Mean squared error</h2>"));
    assert!(page.contains("<tr class=\"naive\"><th scope=\"row\">persistence</th>"));
    assert!(page.contains("<td class=\"n\" data-l=\"paper\">1.5 ± .2</td>"));
    assert!(page.contains("<td class=\"w\" data-l=\"against\">worse, p &lt; .001</td>"));
    // what is empty takes no line there
    assert!(page.contains("<td class=\"n none\" data-l=\"paper\"></td>"));
    assert!(page.contains("<b>Data:</b> a &quot;file&quot;."));
    assert!(page.contains("href=\"a/report.html\""));
    assert!(!page.contains("class=\"box warning\""));
}

/// The look is that of the reports: one style sheet, light and dark, and nothing fetched.
#[test]
fn it_has_the_look_of_the_reports() {
    let notice = Some("A quick run.".to_owned());
    let page = render(&TablesReport { notice, ..report() }).unwrap();
    for part in ["class=\"kicker\"", "prefers-color-scheme:dark", "class=\"scroll\"", "class=\"box warning\""]
    {
        assert!(page.contains(part), "{part}");
    }
    for outside in ["http://", "https://", "<script", "<link", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert_eq!(page, render(&TablesReport { notice: Some("A quick run.".into()), ..report() }).unwrap());
}
