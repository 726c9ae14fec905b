//! Writing: never over what is not the program's own, and whole whatever fails.

use std::path::PathBuf;

use crate::{Attack, HEAD};

const NAME: &str = "甲2024年政府信息公开工作年度报告";

/// A folder with one report, and how it is built.
fn one_report() -> (Attack, PathBuf) {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    let pdf = attack.path(&format!("out/{NAME}.pdf"));
    (attack, pdf)
}

fn text(path: &PathBuf) -> String {
    String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned()
}

#[test]
fn what_is_in_the_place_of_an_output_is_kept_aside() {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    let important = attack.file("重要.pdf", "somebody's");
    attack.file("重要.pdf.bak", "an earlier one of somebody's");
    let run = attack.run(&["build", "a.yaml", "-o", "重要.pdf"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stderr.contains("重要.pdf.bak2"), "{}", run.stderr);
    assert!(text(&important).starts_with("%PDF"));
    assert_eq!(text(&attack.path("重要.pdf.bak2")), "somebody's");
    assert_eq!(text(&attack.path("重要.pdf.bak")), "an earlier one of somebody's");

    // A folder that was copied without its manifest, in which a draft was edited.
    let (attack, pdf) = one_report();
    let build = || attack.run(&["build", "a.yaml", "-o", "out", "--to", "pdf,docx"]);
    assert_eq!(build().status, 0);
    let draft = pdf.with_extension("docx");
    std::fs::write(&draft, "edited").unwrap();
    std::fs::remove_dir_all(attack.path("out/.nianbao")).unwrap();
    let run = build();
    assert!(run.status == 0 && run.stderr.matches(".bak").count() == 1, "{}", run.stderr);
    assert_eq!(text(&draft.with_extension("docx.bak")), "edited");
    assert!(!pdf.with_extension("pdf.bak").exists());
}

#[test]
fn a_page_and_a_comparison_replace_only_themselves() {
    let (attack, _) = one_report();
    let commands: [&[&str]; 3] = [
        &["build", "a.yaml", "-o", "out", "--to", "docx", "--index"],
        &["compare", "a.yaml", "a.yaml", "-o"],
        &["gauge", "-o"],
    ];
    for command in commands {
        let to = |file| attack.run(&[command, &[file]].concat());
        attack.file("数据.yaml", HEAD);
        let run = to("数据.yaml");
        assert!(run.status == 2 && run.stderr.contains("数据.yaml 已经有了"), "{}", run.stderr);
        assert_eq!(text(&attack.path("数据.yaml")), HEAD);
        // What it wrote itself it replaces, until somebody has edited it.
        let file = attack.path(command[0]);
        for _ in 0..2 {
            let run = to(command[0]);
            assert_eq!(run.status, 0, "{}", run.stderr);
        }
        std::fs::write(&file, "edited").unwrap();
        assert_eq!(to(command[0]).status, 2);
        assert_eq!(text(&file), "edited");
    }
}

#[test]
fn an_output_that_a_power_cut_damaged_is_made_again() {
    let (attack, pdf) = one_report();
    let formats = "pdf,ofd,docx,html,html-fragment,png";
    let build = || attack.run(&["build", "a.yaml", "-o", "out", "--to", formats]);
    assert_eq!(build().status, 0);
    let page = attack.path(&format!("out/{NAME}-1.png"));
    let names = ["ofd", "docx", "html", "fragment.html"].map(|ending| pdf.with_extension(ending));
    let paths = [&[pdf, page], &names[..]].concat();
    let whole: Vec<Vec<u8>> = paths.iter().map(|path| std::fs::read(path).unwrap()).collect();
    // Nothing, a half, a half and then zeros, nothing but zeros.
    let damages: [fn(usize) -> (usize, usize); 4] =
        [|_| (0, 0), |all| (all / 2, 0), |all| (all / 2, all - all / 2), |all| (0, all)];
    for damage in damages {
        for (path, whole) in paths.iter().zip(&whole) {
            let (left, zeros) = damage(whole.len());
            std::fs::write(path, [&whole[..left], &vec![0; zeros]].concat()).unwrap();
        }
        let run = build();
        assert!(run.status == 0 && !run.stderr.contains(".bak"), "{}", run.stderr);
        for (path, whole) in paths.iter().zip(&whole) {
            assert!(std::fs::read(path).unwrap() == *whole, "{}", path.display());
        }
    }
}

#[test]
fn what_was_kept_is_in_the_summary_and_in_the_exit_status_if_asked_for() {
    let (attack, pdf) = one_report();
    attack.file("b.yaml", "机关名称: 乙\n年度: 2024\n");
    let build = |more: &[&str]| {
        attack.run(&[&["build", "a.yaml", "b.yaml", "-o", "out", "--to", "pdf"], more].concat())
    };
    // Sound reports without a word of prose have no warnings, or this would prove nothing.
    let first = build(&["--deny-warnings"]);
    let warnings = first.stderr.contains("警告");
    assert_eq!(first.status, i32::from(warnings), "{}", first.stderr);
    std::fs::write(&pdf, "edited").unwrap();
    let run = build(&[]);
    assert!(run.status == 0 && run.stderr.contains("人工改过而没有覆盖的文件 1 个"), "{}", run.stderr);
    assert_eq!(build(&["--deny-warnings"]).status, 1);
    assert_eq!(text(&pdf), "edited");
}

#[test]
fn a_draft_that_word_or_wps_has_open_is_not_replaced() {
    let (attack, pdf) = one_report();
    let draft = pdf.with_extension("docx");
    let build = || attack.run(&["build", "a.yaml", "-o", "out", "--to", "docx", "--force"]);
    assert_eq!(build().status, 0);
    let before = std::fs::read(&draft).unwrap();
    let rest: String = NAME.chars().skip(2).collect();
    for (owner_file, program) in [
        (format!("~${rest}.docx"), "Word"),
        (format!(".~{NAME}.docx"), "WPS"),
        (format!(".~lock.{NAME}.docx#"), "LibreOffice"),
    ] {
        attack.file("a.yaml", HEAD.to_owned() + "总体情况: 另一句。\n");
        let owner_file = attack.file(&format!("out/{owner_file}"), "x");
        let run = build();
        assert!(run.status == 2 && run.stderr.contains(&format!("{program} 正打开着它")), "{}", run.stderr);
        assert!(std::fs::read(&draft).unwrap() == before);
        std::fs::remove_file(owner_file).unwrap();
    }
    assert_eq!(build().status, 0);
    assert!(std::fs::read(&draft).unwrap() != before);
}

#[test]
fn names_that_are_one_file_elsewhere_are_refused() {
    // é as one character and as two, and in the other case.
    for (one, other) in [("A局", "a局"), ("Caf\u{e9}局", "CAFE\u{301}局")] {
        let attack = Attack::new();
        for (file, agency) in [("in/1.yaml", one), ("in/2.yaml", other)] {
            attack.file(file, format!("机关名称: {agency}\n年度: 2024\n"));
        }
        let run = attack.run(&["build", "in", "-o", "out"]);
        assert!(run.status == 2 && run.stderr.contains("in/1.yaml、in/2.yaml"), "{}", run.stderr);
        assert!(!attack.path("out").exists());

        attack.file("各局.csv", format!("机关名称,年度\n{one},2024\n{other},2024\n"));
        let run = attack.run(&["import", "各局.csv", "-o", "数据"]);
        assert!(run.status == 2 && run.stderr.contains("同一个文件"), "{}", run.stderr);
        assert!(!attack.path("数据").exists());
    }
}

#[test]
fn two_runs_with_other_options_do_not_call_each_others_files_edited() {
    let attack = Attack::new();
    for number in 0..6 {
        attack.file(&format!("in/{number}.yaml"), format!("机关名称: 第{number}局\n年度: 2024\n"));
    }
    let options: [&[&str]; 3] = [&["--to", "pdf"], &["--to", "pdf,docx", "--chart"], &["--to", "docx,html"]];
    for _ in 0..3 {
        let runs = options.map(|options| {
            attack.start(&[&["build", "in", "-o", "out", "--jobs", "2"], options].concat(), &[])
        });
        for mut run in runs {
            assert_eq!(run.wait(120), 0, "{}", run.stderr());
            assert!(!run.stderr().contains("改过"), "{}", run.stderr());
        }
    }
    let names = std::fs::read_dir(attack.path("out")).unwrap();
    assert!(names.flatten().all(|entry| !entry.file_name().to_string_lossy().contains(".bak")));
}

#[test]
fn an_output_folder_that_is_removed_is_an_error() {
    let attack = Attack::new();
    for number in 0..40 {
        attack.file(&format!("in/{number}.yaml"), format!("机关名称: 第{number}局\n年度: 2024\n"));
    }
    let run = attack.start(&["build", "in", "-o", "out", "--to", "docx", "--jobs", "1"], &[]);
    let made = || std::fs::read_dir(attack.path("out")).map_or(0, Iterator::count);
    while made() < 4 {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    std::fs::rename(attack.path("out"), attack.path("moved")).unwrap();
    let mut run = run;
    assert_eq!(run.wait(120), 2, "{}", run.stderr());
    assert!(run.stderr().contains("被删除或移走了"), "{}", run.stderr());
    assert!(!attack.path("out").exists());
}
