//! `nianbao serve`: what the page asks of the program, asked without a browser.

use std::io::{BufRead, BufReader};
use std::ops::Deref;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::page_client::Page;
use crate::{BAD, GOOD, NAME, names, write};

/// A running server; it ends with the test.
struct Server {
    child: Child,
    page: Page,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Deref for Server {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

impl Server {
    fn start(folder: &Path) -> Self {
        Self::run(crate::tools::nianbao().current_dir(folder).args(["serve", "--port", "0"]))
    }

    fn run(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let page = Page::named_in(&line).unwrap_or_else(|| panic!("no address in {line}"));
        Self { child, page }
    }
}

fn rules(look: &Value) -> Vec<(&str, Option<&str>)> {
    look["findings"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|group| group["places"].as_array().unwrap().iter().map(move |place| (group, place)))
        .map(|(group, place)| (group["rule"].as_str().unwrap(), place["path"].as_str()))
        .collect()
}

/// Errors only: a short report has warnings of its own.
fn errors(look: &Value) -> Vec<(&str, Option<&str>)> {
    rules(look).into_iter().filter(|(rule, _)| rule.starts_with("N1") || rule.starts_with("N0")).collect()
}

#[test]
fn the_folder_is_listed_with_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "好 的.yaml", GOOD);
    write(folder.path(), "bad.yaml", BAD);
    write(folder.path(), "none.yaml", "年度: 2024\n");
    write(folder.path(), "other.txt", "");
    let server = Server::start(folder.path());
    let listed = server.get("/api/files").json();
    let names: Vec<_> = listed.as_array().unwrap().iter().map(|f| f["file"].clone()).collect();
    assert!(listed.as_array().unwrap().iter().all(|f| f["modified"].is_u64() && f["state"].is_null()));
    let listed = server.post("/api/status", &json!({ "files": names })).json();
    let listed: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["file"].as_str(), f["title"].as_str(), f["errors"].as_u64()))
        .collect();
    let title = Some(NAME);
    assert_eq!(
        listed,
        [
            (Some("bad.yaml"), title, Some(1)),
            (Some("none.yaml"), None, Some(1)),
            (Some("好 的.yaml"), title, Some(0)),
        ]
    );
    let page = server.get("/");
    assert_eq!(page.0, 200);
    assert!(page.1.contains("content-security-policy: default-src 'none'"), "{}", page.1);
    assert_eq!((server.get("/page/main.js").0, server.get("/page/base.css").0), (200, 200));
}

#[test]
fn a_figure_that_is_filled_in_is_checked_at_once_and_saved_only_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let text = GOOD.replace("年度: 2024\n", "年度: 2024   # 报告年度\n");
    write(folder.path(), "a.yaml", &text);
    let on_disk = || std::fs::read_to_string(folder.path().join("a.yaml")).unwrap();
    let server = Server::start(folder.path());
    let opened = server.get("/api/report?file=a.yaml").json();
    assert_eq!(opened["text"], text);
    let figures = &opened["form"]["figures"];
    assert_eq!(figures["依申请公开.本年新收.自然人"], json!({"text": "16", "computed": false}));
    assert_eq!(figures["依申请公开.本年新收.总计"], json!({"text": "16", "computed": true}));
    assert_eq!(figures.as_object().unwrap().len(), 200);
    let cells = opened["form"]["article"].as_str().unwrap().matches("<td data-path=").count();
    assert_eq!(cells, 200);

    let change = |path: &str, value: &str| {
        server
            .post(
                "/api/look",
                &json!({"file": "a.yaml", "text": text, "changes": {"figures": {path: value}}}),
            )
            .json()
    };
    let broken = change("依申请公开.予以公开.自然人", "14");
    assert_eq!(broken["text"], text.replace("15", "14"));
    assert_eq!(errors(&broken), [("N101", Some("依申请公开.本年新收.自然人"))]);
    assert_eq!(on_disk(), text);
    // A figure that prose takes by its path follows in the page, and stays a path in the file.
    let prose = format!("{text}总体情况: 收到申请{{{{ 依申请公开.本年新收.自然人 }}}}件。\n");
    let changes = json!({"figures": {"依申请公开.本年新收.自然人": "17"}});
    let looked =
        server.post("/api/look", &json!({"file": "a.yaml", "text": prose, "changes": changes})).json();
    assert_eq!(looked["text"], prose.replace("自然人: 16", "自然人: 17"));
    assert_eq!(looked["form"]["parts"][1]["text"], "收到申请17件。");
    // What is no figure is told as such, and stays to be seen.
    let word = change("依申请公开.予以公开.自然人", "十五\n");
    assert_eq!(errors(&word), [("N008", Some("依申请公开.予以公开.自然人"))]);
    assert_eq!(word["form"]["figures"]["依申请公开.予以公开.自然人"]["text"], "十五");
    let hostile = change("依申请公开.予以公开.自然人", "1}\n其他事项: 甲");
    assert_eq!(errors(&hostile), [("N008", Some("依申请公开.予以公开.自然人"))]);

    // Two figures, a field and prose together: the sum holds, the total follows.
    let changes = json!({
        "figures": {"依申请公开.本年新收.自然人": "26", "依申请公开.予以公开.自然人": "25"},
        "fields": {"落款.日期": "2025-01-20", "机关名称": "乙市教育局"},
        "prose": {"问题与改进": "一是不足。\n\n二是改进。"},
    });
    let good = server.post("/api/look", &json!({"file": "a.yaml", "text": text, "changes": changes})).json();
    assert_eq!(errors(&good), []);
    let new = good["text"].as_str().unwrap();
    assert!(new.contains("# 报告年度") && new.contains("自然人: 26") && !new.contains("总计"), "{new}");
    assert_eq!(good["form"]["figures"]["依申请公开.本年新收.总计"]["text"], "26");
    assert_eq!(good["form"]["title"], NAME.replace("甲市", "乙市"));
    assert!(new.contains("一是不足。") && new.contains("二是改进。") && new.contains("2025-01-20"), "{new}");

    let save = |version: &Value| {
        server.post("/api/save", &json!({"file": "a.yaml", "text": new, "version": version}))
    };
    let saved = save(&opened["version"]);
    assert_eq!((saved.0, on_disk().as_str()), (200, new));
    assert_eq!(saved.json()["version"], server.get("/api/version?file=a.yaml").json()["version"]);
    // What another program wrote meanwhile is not written over.
    write(folder.path(), "a.yaml", GOOD);
    let late = save(&saved.json()["version"]);
    assert_eq!((late.0, on_disk().as_str()), (409, GOOD));
    assert!(late.json()["message"].as_str().unwrap().contains("在别处改动过"));
}

#[test]
fn what_cannot_be_filled_in_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", GOOD);
    let server = Server::start(folder.path());
    for (changes, words) in [
        (json!({"figures": {"依申请公开.本年新收.甲": "1"}}), "没有“依申请公开.本年新收.甲”这个数据"),
        (json!({"fields": {"年度": "去年"}}), "“去年”不是年份"),
        (json!({"fields": {"落款.日期": "昨天"}}), "不是日期"),
        (json!({"fields": {"甲": "乙"}}), "没有“甲”这一项"),
        (json!({"prose": {"依申请公开": "一"}}), "没有“依申请公开”这一部分"),
    ] {
        let answer = server.post("/api/look", &json!({"file": "a.yaml", "text": GOOD, "changes": changes}));
        // It is handed back with what is wrong, and keeps nothing else out.
        assert_eq!((answer.0, &answer.json()["text"]), (200, &json!(GOOD)), "{changes}");
        let message = answer.json()["refused"][0]["message"].as_str().unwrap_or_default().to_owned();
        assert!(message.contains(words), "{changes}: {message}");
    }
    // A text that is no report has findings and no form.
    let broken = server.post("/api/look", &json!({"file": "a.yaml", "text": "机关名称: [\n"})).json();
    assert_eq!(broken["form"], Value::Null);
    assert!(broken["errors"].as_u64() >= Some(1), "{broken}");
    let archive = server.post("/api/look", &json!({"file": "a.yaml", "text": "PK\u{3}\u{4}"})).json();
    assert_eq!(rules(&archive), [("N002", None)]);
    assert_eq!(archive["text"], "PK\u{3}\u{4}");
}

#[test]
fn pages_and_files_are_made_of_a_report_and_files_only_of_a_good_one() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", GOOD);
    write(folder.path(), "b.yaml", BAD);
    let server = Server::start(folder.path());
    for (file, text) in [("a.yaml", GOOD), ("b.yaml", BAD)] {
        let pages = server.post("/api/pages", &json!({"file": file, "text": text})).json();
        assert_eq!(pages["pages"].as_array().unwrap().len(), 3, "{pages}");
        let id = pages["pages"][2]["id"].as_str().unwrap();
        // The next larger one of the widths in which pages are drawn.
        for (asked, width) in [(1, 620), (621, 930), (99999, 2480)] {
            let page = server.get(&format!("/api/page/{id}/{asked}"));
            assert!(page.2.starts_with(b"\x89PNG"));
            assert_eq!(page.2[16..20], u32::to_be_bytes(width));
            // Its address says what is on it.
            assert!(page.1.contains("cache-control: private, max-age=86400, immutable"), "{}", page.1);
        }
        assert_eq!(server.get("/api/page/00000000000000000000000000000000/620").0, 404);
        assert_eq!(server.get(&format!("/api/page/{id}/-1")).0, 400);
    }
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    for (format, kind, magic) in [
        ("pdf", "application/pdf", "%PDF"),
        ("ofd", "application/ofd", "PK"),
        ("docx", word, "PK"),
        ("html", "text/html; charset=utf-8", "<!DOCTYPE html>"),
    ] {
        let output = server.get(&format!("/api/output?file=a.yaml&format={format}"));
        assert_eq!(output.0, 200);
        assert!(output.2.starts_with(magic.as_bytes()), "{format}");
        assert!(output.1.contains(&format!("content-type: {kind}\r\n")), "{format}: {}", output.1);
        assert!(output.1.contains("filename*=UTF-8''%E7%94%B2"), "{}", output.1);
        let refused = server.get(&format!("/api/output?file=b.yaml&format={format}"));
        assert_eq!(refused.0, 422);
        assert!(refused.json()["message"].as_str().unwrap().contains("1 个错误"));
        // （草稿）
        let draft = server.get(&format!("/api/output?file=b.yaml&format={format}&draft=1"));
        assert_eq!(draft.0, 200);
        assert!(
            draft.2.starts_with(magic.as_bytes()) && draft.1.contains("%E8%8D%89%E7%A8%BF"),
            "{}",
            draft.1
        );
    }
    // Downloads are not written into the folder.
    assert_eq!(names(folder.path()), ["a.yaml", "b.yaml"]);
}

#[test]
fn a_page_on_which_nothing_changed_stays_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", GOOD);
    let server = Server::start(folder.path());
    let laid_out = |text: &str, places: Option<&Value>| {
        server.post("/api/pages", &json!({"file": "a.yaml", "text": text, "places": places})).json()
    };
    let ids = |answer: &Value| -> Vec<String> {
        let pages = answer["pages"].as_array().unwrap().iter();
        pages.map(|page| page["id"].as_str().unwrap().to_owned()).collect()
    };
    let first = laid_out(GOOD, None);
    let before = laid_out(&GOOD.replace("未收取", "不收取"), None);
    let after = laid_out(&GOOD.replace("未收取", "没收过"), None);
    let different = ids(&before).iter().zip(ids(&after)).filter(|(before, after)| *before != after).count();
    assert_eq!((ids(&before).len(), different), (3, 1));
    // What the browser has is not sent again: neither the places nor, by their ids, the pages.
    let again = laid_out(GOOD, Some(&first["places_id"]));
    assert_eq!((ids(&again), &again["places"]), (ids(&first), &Value::Null));
}

#[test]
fn a_place_on_a_page_leads_to_where_it_is_filled_in() {
    let folder = tempfile::tempdir().unwrap();
    let text = GOOD.replace(
        "年度: 2024\n",
        "年度: 2024\n总体情况: |\n  一是公开。\n  二是回应。\n落款: {署名: 甲市教育局, 日期: 2025-01-20}\n",
    );
    write(folder.path(), "a.yaml", &text);
    let server = Server::start(folder.path());
    let answer = server.post("/api/pages", &json!({"file": "a.yaml", "text": text})).json();
    let pages: Vec<Vec<Value>> = serde_json::from_value(answer["places"].clone()).unwrap();
    let found = |kind: &str, key: &str, start: Option<&str>| {
        let fits =
            |place: &Value| place["kind"] == kind && place["key"] == key && place["start"].as_str() == start;
        let mut found = pages.iter().enumerate().flat_map(|(page, places)| {
            places.iter().filter(|place| fits(place)).map(move |place| (page, place["at"].clone()))
        });
        found.next().unwrap_or_else(|| panic!("{kind} {key} {start:?} is nowhere in {pages:?}"))
    };
    let rectangle = |(_, at): &(usize, Value)| -> [f64; 4] { serde_json::from_value(at.clone()).unwrap() };
    let title = found("fields", "标题", None);
    let paragraphs = ["一是公开。", "二是回应。"].map(|start| found("prose", "总体情况", Some(start)));
    let heading = found("section", "总体情况", None);
    assert_eq!((title.0, heading.0, paragraphs[0].0), (0, 0, 0));
    // From top to bottom, each as wide as the text and a line high.
    let tops = [&title, &heading, &paragraphs[0], &paragraphs[1]].map(|place| rectangle(place)[1]);
    assert!(tops.is_sorted(), "{tops:?}");
    assert!(rectangle(&paragraphs[0])[3] > 15.0 && rectangle(&paragraphs[0])[3] < 45.0);
    // Each figure has a place, inside of that of its table.
    let figures = pages.iter().flatten().filter(|place| place["kind"] == "figures");
    let mut paths: Vec<&str> = figures.map(|place| place["key"].as_str().unwrap()).collect();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), 200);
    let (page, at) = found("figures", "依申请公开.本年新收.自然人", None);
    let (figure, table) = (rectangle(&(page, at)), rectangle(&found("section", "依申请公开", None)));
    assert!(figure[2] > 10.0 && figure[3] > 10.0, "{figure:?}");
    let tables =
        pages[page].iter().filter(|place| place["kind"] == "section" && place["key"] == "依申请公开");
    let inside = |outer: [f64; 4]| {
        outer[0] - 0.2 <= figure[0]
            && outer[1] - 0.2 <= figure[1]
            && figure[0] + figure[2] <= outer[0] + outer[2] + 0.2
    };
    assert!(tables.map(|place| rectangle(&(page, place["at"].clone()))).any(inside), "{figure:?} {table:?}");
    // Beside it to the right stands 企业; below the next row.
    let right = rectangle(&found("figures", "依申请公开.本年新收.商业企业", None));
    assert!(
        (figure[0] + figure[2] - right[0]).abs() < 0.3 && (figure[1] - right[1]).abs() < 0.3,
        "{right:?}"
    );
    let (name, date) = (found("fields", "落款.署名", None), found("fields", "落款.日期", None));
    assert_eq!((name.0, date.0), (pages.len() - 1, pages.len() - 1));
    assert!(rectangle(&name)[1] < rectangle(&date)[1]);
}

#[test]
fn a_new_file_carries_over_what_last_year_left_and_replaces_none() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "去年.yaml", GOOD);
    let server = Server::start(folder.path());
    let new = json!({"agency": "甲市教育局", "year": 2025});
    let made = server.post("/api/new", &new).json();
    let name = NAME.replace("2024", "2025") + ".yaml";
    assert_eq!(made["file"], name);
    let text = std::fs::read_to_string(folder.path().join(&name)).unwrap();
    assert!(text.contains("上年数据: 去年.yaml"), "{text}");
    let file = name.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
    let opened = server.get(&format!("/api/report?file={file}")).json();
    assert_eq!(opened["form"]["figures"]["依申请公开.上年结转.自然人"]["text"], "1");
    assert_eq!(server.post("/api/new", &new).0, 422);
    assert_eq!(std::fs::read_to_string(folder.path().join(&name)).unwrap(), text);
    assert_eq!(server.post("/api/new", &json!({"agency": " ", "year": 2025})).0, 422);
    assert_eq!(server.post("/api/new", &json!({"agency": "甲", "year": 25})).0, 422);
}

/// The bytes say what a file is, a name in the request where it goes: into the folder, over nothing.
#[test]
fn a_file_that_is_given_to_the_page_is_kept_in_the_folder_alone() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", "mine");
    let server = Server::start(folder.path());
    let host = format!("Host: {}", server.host);
    let send = |path: &str, body: &str| server.send(&format!("POST /api/{path}"), &[&host], body);
    let read = send("read?name=x.docx", "%PDF-1.7");
    assert!(read.0 == 422 && read.message().contains("PDF"), "{}", read.message());
    let read = send("read?name=last.txt", GOOD).json();
    assert_eq!((&read["count"], &read["reports"][0]["name"]), (&json!(1), &json!(NAME.to_owned() + ".yaml")));
    assert_eq!(read["reports"][0]["is_taken"], false);
    for name in ["a.yaml", "..%2Fb.yaml", "%2Ftmp%2Fb.yaml", "b%5Cc.yaml", ".b.yaml", "con.yaml", "%20"] {
        let kept = send(&format!("keep?name=last.txt&as={name}"), GOOD);
        assert_eq!(kept.0, 422, "{name}");
    }
    assert_eq!(send("keep?name=last.txt&as=b&index=1", GOOD).0, 422);
    assert_eq!(send("keep?name=last.txt&as=b", GOOD).json()["file"], "b.yaml");
    assert_eq!(std::fs::read_to_string(folder.path().join("a.yaml")).unwrap(), "mine");
    assert_eq!(std::fs::read_to_string(folder.path().join("b.yaml")).unwrap(), GOOD);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn no_other_site_and_no_path_gets_in() {
    let outer = tempfile::tempdir().unwrap();
    write(outer.path(), "secret.yaml", GOOD);
    let folder = outer.path().join("inner");
    std::fs::create_dir(&folder).unwrap();
    write(&folder, "a.yaml", GOOD);
    write(&folder, ".hidden.yaml", GOOD);
    let server = Server::start(&folder);
    for file in ["../secret.yaml", "..%2Fsecret.yaml", "%2Fetc%2Fpasswd", ".hidden.yaml", "", "a.yaml%00"] {
        assert_eq!(server.get(&format!("/api/report?file={file}")).0, 404, "{file}");
    }
    let host = format!("Host: {}", server.host);
    let body = json!({"file": "a.yaml", "text": "", "version": ""}).to_string();
    let json_type = "Content-Type: application/json";
    let refused = |headers: &[&str]| server.send("POST /api/save", headers, &body).0;
    assert_eq!(refused(&["Host: evil.example", json_type]), 403);
    assert_eq!(refused(&[json_type]), 403);
    assert_eq!(refused(&[&host, json_type, "Origin: http://evil.example"]), 403);
    assert_eq!(refused(&[&host, json_type, "Origin: null"]), 403);
    // A form of another site can send text without asking first, but not JSON.
    assert_eq!(refused(&[&host, "Content-Type: text/plain"]), 415);
    assert_eq!(refused(&[&host, json_type, &format!("Origin: http://{}", server.host)]), 409);
    assert_eq!(std::fs::read_to_string(folder.join("a.yaml")).unwrap(), GOOD);
}

#[test]
fn only_who_knows_the_address_gets_in() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", GOOD);
    let elsewhere = tempfile::tempdir().unwrap();
    let (server, other) = (Server::start(folder.path()), Server::start(elsewhere.path()));
    assert_ne!(server.base, other.base);
    assert!(server.base.len() > 32, "{}", server.base);
    let host = format!("Host: {}", server.host);
    let wrong = format!("/{}", "0".repeat(server.base.len() - 1));
    for base in ["", "/", &wrong, &other.base, &server.base[..server.base.len() - 1]] {
        for path in
            ["/", "/page/none.js", "/api/files", "/api/report?file=a.yaml", "/api/page/0/0", "/none", ""]
        {
            let path = format!("/{base}{path}");
            let path = path.strip_prefix('/').filter(|path| path.starts_with('/')).unwrap_or(&path);
            if path == "/" {
                continue;
            }
            let answer = server.send_to(&format!("GET {path}"), &[&host], "");
            assert_eq!(answer.0, 403, "{path}");
            assert!(answer.message().contains("启动时给出的完整地址"), "{path}");
        }
        let save = json!({"file": "a.yaml", "text": "", "version": ""}).to_string();
        let headers = [&host[..], "Content-Type: application/json"];
        assert_eq!(server.send_to(&format!("POST {base}/api/save"), &headers, &save).0, 403, "{base}");
    }
    // A person reads a sentence, not JSON.
    let answer = server.send_to("GET /api/files", &[&host, "Accept: text/html,*/*;q=0.8"], "");
    assert!(String::from_utf8(answer.2).unwrap().starts_with("没有权限：请从桌面重新打开"));
    // The page itself, in which there is nothing of the folder, is given to everybody: a browser that has been given
    // the token shows an address without it.
    for path in ["/", "/page/main.js", "/page/base.css"] {
        assert_eq!(server.send_to(&format!("GET {path}"), &[&host], "").0, 200, "{path}");
        let foreign = [&host[..], "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"];
        assert_eq!(server.send_to(&format!("GET {path}"), &foreign, "").0, 403, "{path}");
        assert_eq!(server.send_to(&format!("GET {path}"), &["Host: evil.example"], "").0, 403, "{path}");
    }
    // The address without its last slash, and with another name of this machine.
    let short = server.send_to(&format!("GET {}", server.base), &[&host], "");
    assert_eq!(short.0, 308);
    assert!(short.1.contains(&format!("location: {}/\r\n", server.base)), "{}", short.1);
    let localhost = host.replace("127.0.0.1", "localhost");
    assert_eq!(server.send("GET /api/files", &[&localhost], "").0, 200);
}

#[test]
fn every_answer_keeps_the_browser_from_giving_it_away() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", GOOD);
    let server = Server::start(folder.path());
    let host = format!("Host: {}", server.host);
    let answers = [
        server.get("/"),
        server.get("/page/main.js"),
        server.get("/api/files"),
        server.get("/api/report?file=none.yaml"),
        server.send_to("GET /", &[&host], ""),
        server.send_to("GET /instance/00000000000000000000000000000000", &[&host], ""),
    ];
    for answer in answers {
        for header in [
            "content-security-policy: default-src 'none'",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "cache-control: no-store",
            "cross-origin-resource-policy: same-origin",
            "cross-origin-opener-policy: same-origin",
        ] {
            assert!(answer.1.contains(header), "no {header}: {}", answer.1);
        }
        assert!(!answer.1.contains("set-cookie"), "{}", answer.1);
    }
}

#[test]
fn what_the_browser_says_of_the_asking_page_is_heeded() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", GOOD);
    let server = Server::start(folder.path());
    let host = format!("Host: {}", server.host);
    let status = |path: &str, headers: &[&str]| {
        let headers = [&[&host[..]], headers].concat();
        server.send(&format!("GET {path}"), &headers, "").0
    };
    let site = |value| format!("Sec-Fetch-Site: {value}");
    for (value, wanted) in [("same-origin", 200), ("none", 200), ("same-site", 403), ("cross-site", 403)] {
        for path in ["/", "/page/main.js", "/api/files"] {
            assert_eq!(status(path, &[&site(value)]), wanted, "{value} {path}");
        }
    }
    // By a link in a file the page itself can be opened, in a window of its own, and nothing else.
    let (site, mode) = (site("cross-site"), "Sec-Fetch-Mode: navigate");
    assert_eq!(status("/", &[&site, mode, "Sec-Fetch-Dest: document"]), 200);
    assert_eq!(status("/", &[&site, mode, "Sec-Fetch-Dest: iframe"]), 403);
    assert_eq!(
        status("/api/output?file=a.yaml&format=html", &[&site, mode, "Sec-Fetch-Dest: document"]),
        403
    );
}

/// Everybody on the machine can list the arguments of a browser.
#[cfg(unix)]
#[test]
fn the_browser_is_given_the_address_in_a_file_that_only_its_user_can_read() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", GOOD);
    let programs = tempfile::tempdir().unwrap();
    let opened = programs.path().join("opened");
    for name in ["xdg-open", "open"] {
        let script = format!("#!/bin/sh\necho \"$1\" > '{0}.new' && mv '{0}.new' '{0}'\n", opened.display());
        write(programs.path(), name, &script);
        let executable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(programs.path().join(name), executable).unwrap();
    }
    let path = format!("{}:{}", programs.path().display(), std::env::var("PATH").unwrap());
    let mut command = crate::tools::nianbao();
    command.current_dir(folder.path()).env("PATH", path).env("XDG_RUNTIME_DIR", programs.path());
    command.args(["serve", "--port", "0", "--open"]).stdin(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut waits = 0;
    while !opened.exists() {
        waits += 1;
        assert!(waits < 600, "no browser was started");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let given = std::fs::read_to_string(&opened).unwrap();
    let file = Path::new(given.trim());
    assert_eq!(std::fs::metadata(file).unwrap().mode() & 0o777, 0o600);
    assert_eq!(std::fs::metadata(file.parent().unwrap()).unwrap().mode() & 0o777, 0o700);
    let page = std::fs::read_to_string(file).unwrap();
    let page = Page::named_in(&page.replace("\">", " ")).unwrap();
    assert_eq!(page.get("/api/files").0, 200);
    // The second start opens the same page and ends.
    std::fs::remove_file(&opened).unwrap();
    let second = command.output().unwrap();
    assert_eq!(second.status.code(), Some(0));
    // Told to end, the program goes, and leaves nothing with the token behind.
    assert_eq!(page.post("/api/quit", &json!({})).0, 200);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(!file.exists());
    // Neither has printed what the browser was given.
    let mut printed = String::new();
    std::io::Read::read_to_string(child.stderr.as_mut().unwrap(), &mut printed).unwrap();
    printed += &String::from_utf8(second.stderr).unwrap();
    for printed in [&printed, &given] {
        assert!(!printed.contains(&page.base[1..]), "{printed}");
    }
    assert!(printed.contains("已经打开着"), "{printed}");
}

/// Where the note of a program that was killed is, another program may answer.
#[cfg(unix)]
#[test]
fn a_start_takes_no_other_program_for_the_one_that_has_its_folder() {
    use std::net::TcpListener;
    let (folder, private) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(folder.path(), "a.yaml", GOOD);
    let serve = || {
        let mut command = crate::tools::nianbao();
        command
            .current_dir(folder.path())
            .env("XDG_RUNTIME_DIR", private.path())
            .args(["serve", "--port", "0"]);
        command
    };
    let first = Server::run(&mut serve());
    let note = |server: &Server| {
        let files = std::fs::read_dir(private.path().join("nianbao")).unwrap();
        let mut notes =
            files.map(|file| file.unwrap().path()).filter(|path| path.extension() == Some("json".as_ref()));
        let note = notes.next().unwrap();
        assert!(std::fs::read_to_string(&note).unwrap().contains(&server.base[1..]));
        note
    };
    let path = note(&first);
    // A program of somebody else's at the port of the note answers as if all were well, and learns no token.
    let stranger = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = stranger.local_addr().unwrap().port();
    let token = first.base[1..].to_owned();
    let real = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, json!({"port": port, "token": token}).to_string()).unwrap();
    let listening = std::thread::spawn(move || {
        let (mut stream, _) = stranger.accept().unwrap();
        let mut asked = String::new();
        BufReader::new(&stream).read_line(&mut asked).unwrap();
        let proof = "0".repeat(64);
        let _ = std::io::Write::write_all(&mut stream, format!("HTTP/1.1 200 OK\r\n\r\n{proof}").as_bytes());
        asked
    });
    let second = Server::run(&mut serve());
    let asked = listening.join().unwrap();
    assert!(asked.starts_with("GET /instance/") && !asked.contains(&token), "{asked}");
    assert_ne!((&second.host, &second.base), (&first.host, &first.base));
    drop(second);
    // With the true note it is found.
    std::fs::write(&path, real).unwrap();
    let found = serve().output().unwrap();
    assert_eq!(found.status.code(), Some(0));
    let found = Page::named_in(&String::from_utf8(found.stderr).unwrap()).unwrap();
    assert_eq!((&found.host, &found.base), (&first.host, &first.base));
    // A killed program has given up the folder, whatever it left.
    drop(first);
    assert!(path.exists());
    let third = Server::run(&mut serve());
    assert_ne!(third.base, found.base);
    note(&third);
}

#[cfg(unix)]
#[test]
fn a_file_that_is_saved_keeps_its_permissions_and_stays_a_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", GOOD);
    let path = folder.path().join("a.yaml");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    symlink("a.yaml", folder.path().join("b.yaml")).unwrap();
    let server = Server::start(folder.path());
    for (file, text) in [("a.yaml", GOOD.replace("16", "17")), ("b.yaml", GOOD.replace("16", "18"))] {
        let version = server.get(&format!("/api/version?file={file}")).json()["version"].clone();
        let saved = server.post("/api/save", &json!({"file": file, "text": text, "version": version}));
        assert_eq!(saved.0, 200, "{}", saved.json());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert!(folder.path().join("b.yaml").is_symlink());
}

#[test]
fn a_folder_that_is_none_and_a_port_that_is_taken_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let (status, _, err) = crate::nianbao(folder.path(), &["serve", "none"]);
    assert_eq!((status, err.contains("没有 none 这个文件夹")), (2, true), "{err}");
    let server = Server::start(folder.path());
    let port = server.host.split(':').nth(1).unwrap();
    let other = tempfile::tempdir().unwrap();
    let (status, _, err) = crate::nianbao(other.path(), &["serve", "--port", port]);
    assert_eq!((status, err.contains(&format!("端口 {port} 用不了"))), (2, true), "{err}");
}
