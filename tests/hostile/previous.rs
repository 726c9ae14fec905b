//! Last year's data: a data file that somebody sent says where it is, and may say anything.

use crate::{Attack, HEAD};

/// A report that names this as last year's file, with quotes of YAML.
fn report(previous: &str) -> String {
    format!("{HEAD}上年数据: '{previous}'\n")
}

/// `/dev/zero` never ends, and was read.
#[test]
fn a_path_that_is_not_relative_is_refused_at_its_place() {
    let attack = Attack::new();
    for path in [
        "/dev/zero",
        "/etc/passwd",
        "~/2023.yaml",
        "//server/share/2023.yaml",
        r"\\server\share\2023.yaml",
        r"\\?\C:\2023.yaml",
        r"C:\2023.yaml",
        "c:2023.yaml",
        "2023.yaml:stream",
        "file:///etc/passwd",
        "-",
        "NUL",
        "con.yaml",
        "COM1.yaml",
        "../2023.yaml",
        "../../../../../../../../etc/passwd",
        "x/../../2023.yaml",
    ] {
        attack.file("a.yaml", report(path));
        let run = attack.run(&["check", "a.yaml"]);
        run.refuses("N020").says(1, "a.yaml:3:7").within(150, 10);
        assert!(run.stdout.contains("写成相对路径，例如“上年数据: 上年.yaml”"), "{path}: {run}");
        // Nothing of a file outside is said, not even that it is there.
        let all = format!("{}{}", run.stdout, run.stderr);
        assert!(!all.contains("没有这个文件") && !all.contains("root:"), "{path}: {run}");
    }
}

/// The same from a cell of a table, and when it is built.
#[test]
fn a_path_in_a_cell_is_refused_too() {
    let attack = Attack::new();
    attack.file("a.csv", "机关名称,年度,上年数据\n甲,2024,/dev/zero\n乙,2024,\n");
    attack.run(&["check", "a.csv"]).refuses("N020").says(1, "a.csv!C2").within(150, 10);
    let run = attack.run(&["build", "a.csv", "-o", "out", "--to", "html"]);
    run.refuses("N020").within(250, 30);
    assert_eq!(
        std::fs::read_dir(attack.path("out"))
            .unwrap()
            .filter(|e| { e.as_ref().unwrap().file_name().to_string_lossy().ends_with(".html") })
            .count(),
        1,
        "the other report is built: {run}"
    );
}

/// Links are followed before it is judged where a path leads.
#[test]
fn a_link_that_leads_out_is_refused() {
    let attack = Attack::new();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("2023.yaml"), "机关名称: 甲\n年度: 2023\n").unwrap();
    std::fs::create_dir(attack.path("in")).unwrap();
    std::os::unix::fs::symlink(outside.path(), attack.path("in/out")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("2023.yaml"), attack.path("in/link.yaml")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", attack.path("in/zero.yaml")).unwrap();
    for path in ["out/2023.yaml", "link.yaml", "zero.yaml"] {
        attack.file("in/a.yaml", report(path));
        attack.run(&["check", "in/a.yaml"]).refuses("N020").says(1, "in/a.yaml:3:7").within(150, 10);
    }
    // One that stays inside is followed.
    attack.file("in/2023.yaml", "机关名称: 甲\n年度: 2023\n");
    std::os::unix::fs::symlink("2023.yaml", attack.path("in/last.yaml")).unwrap();
    attack.file("in/a.yaml", report("last.yaml"));
    attack.run(&["check", "in/a.yaml"]).exits(0).within(150, 10);
}

/// A pipe with nobody behind it would be waited for without end.
#[test]
fn what_is_no_file_is_refused() {
    let attack = Attack::new();
    attack.program("mkfifo", &["fifo.yaml"]).exits(0);
    std::fs::create_dir(attack.path("folder.yaml")).unwrap();
    for path in ["fifo.yaml", "folder.yaml", "gone.yaml"] {
        attack.file("a.yaml", report(path));
        attack.run(&["check", "a.yaml"]).refuses("N020").says(1, "a.yaml:3:7").within(150, 10);
    }
    attack.run(&["check", "a.yaml", "--previous", "/dev/zero"]).exits(2).within(150, 10);
}

/// Reports of last year that the command line names, of which each may be anything.
#[test]
fn last_years_reports_are_read_up_to_the_limits() {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    attack.file("last/large.yaml", vec![b'#'; 8 << 20]);
    attack.file("last/bytes.yaml", (0..=255).collect::<Vec<u8>>());
    attack.file("last/deep.yaml", "[".repeat(100_000));
    attack.file("last/good.yaml", "机关名称: 甲\n年度: 2023\n");
    std::os::unix::fs::symlink("/dev/zero", attack.path("last/zero.yaml")).unwrap();
    let run = attack.run(&["check", "a.yaml", "--previous", "last"]);
    run.exits(0).within(250, 20);
    assert!(run.stderr.contains("last/large.yaml") && run.stderr.contains("last/deep.yaml"), "{run}");
    // A list that names itself, and one of nothing but lines.
    attack.file("list.txt", "list.txt\n");
    attack.run(&["check", "a.yaml", "--previous", "list.txt"]).within(150, 10);
    attack.file("list.txt", "甲,没有.yaml\n".repeat(20_000));
    attack.run(&["check", "a.yaml", "--previous", "list.txt"]).within(250, 20);
}

/// Twenty thousand former names are looked up, not compared with each other.
#[test]
fn many_former_names_take_time_in_proportion() {
    let attack = Attack::new();
    let names: Vec<String> = (0..20_000).map(|n| format!("甲{n}")).collect();
    let former = format!("曾用名: [{}]\n", names.join(", "));
    attack.file("a.yaml", format!("{HEAD}{former}"));
    attack.file("last/a.yaml", format!("机关名称: 甲\n年度: 2023\n{former}"));
    attack.run(&["check", "a.yaml", "--previous", "last"]).within(250, 20);
}
