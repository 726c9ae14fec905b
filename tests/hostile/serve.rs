//! `serve` under load and in bad company: connections that send nothing or too much, more work than it can do,
//! saves at the same moment, and names in its folder that lead out of it.

use std::io::{Read, Write};
use std::os::unix::fs::symlink;
use std::process::Command;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::scope;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::Live;
use crate::page_client::{Page, answer};
use crate::{Attack, HEAD, tools};

/// Starts the page for the folder.
fn serve(attack: &Attack, limits: &[&str]) -> (Live, Page) {
    let mut live = attack.start(&["serve", "--port", "0"], limits);
    live.until(60, "an address", |live| Page::named_in(&live.stderr()).is_some());
    let page = Page::named_in(&live.stderr()).unwrap();
    (live, page)
}

/// The page still answers, and nothing in the program has panicked.
#[track_caller]
fn is_well(live: &Live, page: &Page) {
    let version = page.get("/api/version?file=a.yaml");
    assert_eq!(version.0, 200, "{}", String::from_utf8_lossy(&version.2));
    assert!(!live.stderr().contains("panicked"), "{}", live.stderr());
}

fn descriptors(live: &Live) -> usize {
    std::fs::read_dir(format!("/proc/{}/fd", live.id())).unwrap().count()
}

#[test]
fn connections_up_to_the_limit_of_descriptors() {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    let (live, page) = serve(&attack, &["--nofile=40"]);
    // They are kept open, and send nothing.
    let mut held: Vec<_> = (0..100).map(|_| page.connect()).collect();
    is_well(&live, &page);
    held.extend((0..100).map(|_| page.connect()));
    is_well(&live, &page);
    drop(held);
    is_well(&live, &page);
}

#[test]
fn connections_without_number() {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    let (live, page) = serve(&attack, &[]);
    let before = descriptors(&live);
    let mut held = Vec::new();
    for _ in 0..4 {
        held.extend((0..100).map(|_| page.connect()));
        is_well(&live, &page);
        let connections = descriptors(&live) - before;
        assert!(connections <= 70, "{connections} connections");
    }
    assert!(live.peak_mb() < 150, "{} MB", live.peak_mb());
}

#[test]
fn a_connection_that_sends_nothing_or_never_ends_a_head_is_closed() {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    let (live, page) = serve(&attack, &[]);
    let (mut silent, mut slow) = (page.connect(), page.connect());
    let start = Instant::now();
    let writing = std::thread::spawn(move || {
        let _ = write!(slow, "GET {}/ HTTP/1.1\r\nHost: a\r\n", page.base);
        // The program closes the connection, after which writing fails.
        while write!(slow, "X: a\r\n").is_ok() && start.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(500));
        }
        (page, start.elapsed())
    });
    let mut rest = Vec::new();
    // Closed, with an answer that says why or without.
    let _ = silent.read_to_end(&mut rest);
    assert!(start.elapsed() < Duration::from_secs(60));
    let (page, elapsed) = writing.join().unwrap();
    assert!(elapsed < Duration::from_secs(60), "still open");
    is_well(&live, &page);
}

#[test]
fn a_body_that_does_not_come_or_does_not_end() {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    let (live, page) = serve(&attack, &[]);
    let head = |length: &str| {
        format!(
            "POST {}/api/look HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nConnection: close\r\n{length}\r\n\r\n",
            page.base, page.host
        )
    };
    // More of them than bodies are read at once.
    let slow: Vec<_> = (0..4)
        .map(|_| {
            let mut stream = page.connect();
            stream.write_all(head("Content-Length: 1000").as_bytes()).unwrap();
            stream
        })
        .collect();
    is_well(&live, &page);
    let mut large = page.connect();
    large.write_all(head("Content-Length: 99000000").as_bytes()).unwrap();
    let large = answer(&mut large).unwrap();
    assert_eq!((large.0, large.message().contains("16 MB")), (413, true), "{}", large.1);
    let mut file = page.connect();
    let upload = head("Content-Length: 99000000").replace("/api/look", "/api/read?name=a.docx");
    file.write_all(upload.as_bytes()).unwrap();
    let file = answer(&mut file).unwrap();
    assert_eq!((file.0, file.message().contains("32 MB")), (413, true), "{}", file.1);
    let mut endless = page.connect();
    endless.write_all(head("Transfer-Encoding: chunked").as_bytes()).unwrap();
    let chunk = format!("100000\r\n{}\r\n", " ".repeat(1 << 20));
    let sent = (0..200).take_while(|_| endless.write_all(chunk.as_bytes()).is_ok()).count();
    assert!(sent < 100, "{sent} MB were taken");
    assert!(live.peak_mb() < 250, "{} MB", live.peak_mb());
    for mut stream in slow {
        let late = answer(&mut stream).unwrap();
        assert_eq!((late.0, late.message().contains("秒内没有收完")), (408, true), "{}", late.1);
    }
    is_well(&live, &page);
}

/// A report of its own, whose pages were not laid out before.
fn new_report(number: usize) -> Value {
    let prose = format!("第{number}份。本机关认真做好各项工作，不断提高公开质量。").repeat(10);
    json!({"file": "a.yaml", "text": format!("{HEAD}总体情况: |\n  {prose}\n")})
}

#[test]
fn who_lays_out_pages_stops_nobody_else() {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    let (live, page) = serve(&attack, &[]);
    let (unanswered, answered_meanwhile) = (AtomicUsize::new(20), AtomicUsize::new(0));
    let statuses: Vec<_> = scope(|scope| {
        let laying_out: Vec<_> = (0..20)
            .map(|number| {
                let (page, unanswered) = (&page, &unanswered);
                scope.spawn(move || {
                    let laid_out = page.post("/api/pages", &new_report(number));
                    unanswered.fetch_sub(1, Ordering::SeqCst);
                    (laid_out.0, laid_out.message())
                })
            })
            .collect();
        // What is typed is checked meanwhile.
        while unanswered.load(Ordering::SeqCst) > 0 {
            let text = format!("{HEAD}其他事项: {}\n", answered_meanwhile.load(Ordering::SeqCst));
            assert_eq!(page.post("/api/look", &json!({"file": "a.yaml", "text": text})).0, 200);
            if unanswered.load(Ordering::SeqCst) > 0 {
                answered_meanwhile.fetch_add(1, Ordering::SeqCst);
            }
        }
        laying_out.into_iter().map(|request| request.join().unwrap()).collect()
    });
    assert!(answered_meanwhile.into_inner() >= 3, "{statuses:?}");
    let (done, refused): (Vec<_>, Vec<_>) = statuses.into_iter().partition(|(status, _)| *status == 200);
    // Those that wait longer than a minute on a loaded machine are given up.
    assert!(done.len() >= 2, "{done:?} {refused:?}");
    assert!(refused.iter().any(|(_, message)| message == "程序正忙，请稍后再试"), "20 at once are too many");
    assert!(refused.iter().all(|(status, _)| *status == 503), "{refused:?}");
    is_well(&live, &page);
}

/// Each of the largest pictures takes 60 MB while it is drawn.
#[test]
fn pictures_of_pages_in_any_number_and_size() {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    let (live, page) = serve(&attack, &[]);
    let laid_out = page.post("/api/pages", &new_report(1)).json();
    let ids: Vec<&str> =
        laid_out["pages"].as_array().unwrap().iter().map(|page| page["id"].as_str().unwrap()).collect();
    scope(|scope| {
        for number in 0..24 {
            let (page, id) = (&page, ids[number % ids.len()]);
            scope.spawn(move || {
                let picture = page.get(&format!("/api/page/{id}/{}", 2480 - 620 * (number % 3)));
                assert_eq!(picture.0, 200, "{}", picture.1);
            });
        }
    });
    for id in ["", "0", "..%2F..%2Fetc%2Fpasswd", &"f".repeat(4000)] {
        assert_eq!(page.get(&format!("/api/page/{id}/620")).0, 404, "{id}");
    }
    assert_eq!(page.get(&format!("/api/page/{}/99999999999", ids[0])).0, 400);
    assert!(live.peak_mb() < 350, "{} MB", live.peak_mb());
    is_well(&live, &page);
}

/// The folder for the notes of running programs is one that others can write, or is no folder.
#[test]
fn a_folder_for_running_programs_that_cannot_be_trusted() {
    use std::os::unix::fs::PermissionsExt;
    for spoil in ["open", "link", "file"] {
        let attack = Attack::new();
        attack.file("a.yaml", HEAD);
        let (runtime, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let notes = runtime.path().join("nianbao");
        match spoil {
            "open" => {
                std::fs::create_dir(&notes).unwrap();
                std::fs::set_permissions(&notes, std::fs::Permissions::from_mode(0o777)).unwrap();
            }
            "link" => symlink(outside.path(), &notes).unwrap(),
            _ => std::fs::write(&notes, "").unwrap(),
        }
        let mut command = tools::nianbao();
        command.args(["serve", "--port", "0"]).arg(attack.folder()).env("XDG_RUNTIME_DIR", runtime.path());
        let mut child = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let stderr = child.stderr.take().unwrap();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(stderr), &mut line).unwrap();
        let page = Page::named_in(&line).unwrap_or_else(|| panic!("no address in {line}"));
        assert_eq!(page.get("/api/version?file=a.yaml").0, 200, "{spoil}");
        child.kill().unwrap();
        child.wait().unwrap();
        let left = |folder: &std::path::Path| std::fs::read_dir(folder).map_or(0, Iterator::count);
        assert_eq!((left(&notes), left(outside.path())), (0, 0), "{spoil}");
    }
}

/// Typing fast, a clerk leaves many texts behind: their pages are not laid out.
#[test]
fn pages_for_which_nobody_waits_any_more_are_given_up() {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    let (live, page) = serve(&attack, &[]);
    for round in 0..10 {
        let abandoned: Vec<_> = (0..6)
            .map(|number| {
                let body = new_report(10 * round + number).to_string();
                let mut stream = page.connect();
                write!(
                    stream,
                    "POST {}/api/pages HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                    page.base, page.host, body.len()
                )
                .unwrap();
                stream
            })
            .collect();
        std::thread::sleep(Duration::from_millis(100));
        drop(abandoned);
    }
    std::thread::sleep(Duration::from_millis(300));
    let newest = page.post("/api/pages", &json!({"file": "a.yaml", "text": HEAD}));
    assert_eq!(newest.0, 200, "{}", newest.json());
    is_well(&live, &page);
}

#[test]
fn two_hundred_saves_on_top_of_one_version() {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    let (live, page) = serve(&attack, &[]);
    for round in 0..3 {
        let version = page.get("/api/version?file=a.yaml").json()["version"].clone();
        let together = Barrier::new(200);
        let saved: Vec<_> = scope(|scope| {
            let save = |number: usize| {
                let (page, version, together) = (&page, &version, &together);
                move || {
                    let text = format!("{HEAD}其他事项: {round}-{number}\n");
                    let body = json!({"file": "a.yaml", "text": text, "version": version});
                    together.wait();
                    (page.post("/api/save", &body).0, text)
                }
            };
            let saving: Vec<_> = (0..200).map(|number| scope.spawn(save(number))).collect();
            saving.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let (won, lost): (Vec<_>, Vec<_>) = saved.into_iter().partition(|(status, _)| *status == 200);
        assert_eq!(won.len(), 1, "{} answers say that it is saved", won.len());
        assert!(lost.iter().all(|(status, _)| *status == 409), "{lost:?}");
        assert_eq!(std::fs::read_to_string(attack.path("a.yaml")).unwrap(), won[0].1);
    }
    is_well(&live, &page);
}

/// Eight windows save 25 lines each: who is refused reads again and puts the line below those of the others.
#[test]
fn no_save_undoes_another() {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    let (live, page) = serve(&attack, &[]);
    let path = attack.path("a.yaml");
    scope(|scope| {
        for window in 0..8 {
            let (page, path) = (&page, &path);
            scope.spawn(move || {
                for line in 0..25 {
                    loop {
                        // If the file changes in between, the version is older than the text and is refused.
                        let version = page.get("/api/version?file=a.yaml").json()["version"].clone();
                        let text = std::fs::read_to_string(path).unwrap();
                        let text = format!("{text}# {window}-{line}\n");
                        let body = json!({"file": "a.yaml", "text": text, "version": version});
                        match page.post("/api/save", &body).0 {
                            200 => break,
                            status => assert_eq!(status, 409),
                        }
                    }
                }
            });
        }
    });
    let text = std::fs::read_to_string(path).unwrap();
    for line in (0..8).flat_map(|window| (0..25).map(move |line| format!("# {window}-{line}\n"))) {
        assert_eq!(text.matches(&line).count(), 1, "{line}");
    }
    is_well(&live, &page);
}

#[test]
fn what_lies_outside_or_is_no_file_is_not_opened() {
    let attack = Attack::new();
    attack.file("outside/secret.yaml", format!("{HEAD}其他事项: 机密\n"));
    attack.file("inside/a.yaml", HEAD);
    attack.file("inside/.hidden/b.yaml", HEAD);
    attack.file("inside/sub/c.yaml", HEAD);
    let inside = |name: &str| attack.path("inside").join(name);
    symlink("../outside/secret.yaml", inside("file.yaml")).unwrap();
    symlink("../outside", inside("folder")).unwrap();
    symlink("/dev/zero", inside("zero.yaml")).unwrap();
    symlink("nowhere.yaml", inside("broken.yaml")).unwrap();
    symlink("loop.yaml", inside("loop.yaml")).unwrap();
    symlink(".", inside("self")).unwrap();
    symlink("..", inside("sub/up")).unwrap();
    symlink("sub/c.yaml", inside("within.yaml")).unwrap();
    tools::run(Command::new("mkfifo").arg(inside("pipe.yaml")));
    let _socket = std::os::unix::net::UnixListener::bind(inside("socket.yaml")).unwrap();
    let mut live = attack.start(&["serve", "inside", "--port", "0"], &[]);
    live.until(60, "an address", |live| Page::named_in(&live.stderr()).is_some());
    let page = Page::named_in(&live.stderr()).unwrap();

    let list = page.get("/api/files").json();
    let listed: Vec<_> = list.as_array().unwrap().iter().map(|file| file["file"].as_str().unwrap()).collect();
    let files = ["a.yaml", "sub/c.yaml", "within.yaml"];
    let others = ["broken.yaml", "file.yaml", "loop.yaml", "pipe.yaml", "socket.yaml", "zero.yaml"];
    assert_eq!(listed.len(), files.len() + others.len(), "{listed:?}");
    for file in list.as_array().unwrap() {
        let (name, refused) = (file["file"].as_str().unwrap(), &file["refused"]);
        assert_eq!(files.contains(&name), refused.is_null(), "{file}");
        assert_eq!(others.contains(&name), !refused.is_null(), "{file}");
    }

    let save = |file: &str| {
        let saved = page.post("/api/save", &json!({"file": file, "text": HEAD, "version": ""}));
        assert!(matches!(saved.0, 404 | 422), "{file}: {}", saved.0);
    };
    let paths =
        ["folder/secret.yaml", "../outside/secret.yaml", "self/../../outside/secret.yaml", ".hidden/b.yaml"];
    for file in others.iter().chain(&paths) {
        for path in ["report?", "version?", "output?format=html&"] {
            let refused = page.get(&format!("/api/{path}file={file}"));
            assert!(matches!(refused.0, 404 | 422), "{path} {file}: {}", refused.0);
            assert!(!refused.message().is_empty() && !refused.message().contains("机密"));
        }
        for path in ["/api/look", "/api/pages"] {
            let refused = page.post(path, &json!({"file": file, "text": HEAD}));
            assert!(matches!(refused.0, 404 | 422), "{path} {file}: {}", refused.0);
        }
        save(file);
    }
    for file in files {
        assert_eq!(page.get(&format!("/api/report?file={file}")).0, 200, "{file}");
    }
    let made = page.post("/api/new", &json!({"agency": "甲", "year": 2025}));
    assert_eq!(made.0, 200, "{}", made.json());
    assert!(std::fs::read_to_string(attack.path("outside/secret.yaml")).unwrap().contains("机密"));
    assert!(live.peak_mb() < 150, "{} MB", live.peak_mb());
}

#[test]
fn last_years_report_is_one_of_the_folder() {
    let attack = Attack::new();
    attack.file("outside/2023.yaml", "机关名称: 甲\n年度: 2023\n");
    attack.file("inside/2023.yaml", "机关名称: 甲\n年度: 2023\n");
    attack.file("inside/a.yaml", HEAD);
    symlink("../outside/2023.yaml", attack.path("inside/link.yaml")).unwrap();
    tools::run(Command::new("mkfifo").arg(attack.path("inside/pipe.yaml")));
    let mut live = attack.start(&["serve", "inside", "--port", "0"], &[]);
    live.until(60, "an address", |live| Page::named_in(&live.stderr()).is_some());
    let page = Page::named_in(&live.stderr()).unwrap();
    let notice = |previous: &str| {
        let text = format!("{HEAD}上年数据: {previous}\n");
        let looked = page.post("/api/look", &json!({"file": "a.yaml", "text": text}));
        assert_eq!(looked.0, 200);
        let looked = looked.json();
        let findings = looked["findings"].to_string();
        (looked["notice"].as_str().unwrap_or_default().to_owned(), findings)
    };
    assert_eq!(notice("2023.yaml").0, "");
    let outside = attack.path("outside/2023.yaml").display().to_string();
    for previous in
        ["../outside/2023.yaml", &outside, "link.yaml", "/dev/zero", "/dev/stdin", "pipe.yaml", "-"]
    {
        let (notice, findings) = notice(previous);
        assert!(!notice.is_empty() || findings.contains("上年数据"), "{previous}: {notice} {findings}");
    }
    assert!(live.peak_mb() < 150, "{} MB", live.peak_mb());
}
