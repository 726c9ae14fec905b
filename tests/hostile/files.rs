//! What has a name and is no file of reports: pipes, devices, sockets, folders that loop, files without end.

use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::process::Command;

use crate::{Attack, HEAD, tools};

/// Makes a named pipe, into which nothing writes.
fn pipe(attack: &Attack, name: &str) {
    tools::run(Command::new("mkfifo").arg(attack.path(name)));
}

#[test]
fn a_line_of_a_hundred_megabytes_is_not_read() {
    let attack = Attack::new();
    attack.file("a.yaml", format!("机关名称: {}\n", "a".repeat(100_000_000)));
    attack.run(&["check", "a.yaml"]).says(2, "它有 95.3 MB，超过上限 4 MB").within(150, 10);
    attack.file("b.yaml", HEAD);
    let run = attack.run(&["build", "a.yaml", "b.yaml", "-o", "out"]);
    run.says(2, "超过上限 4 MB").within(250, 30);
    assert!(
        attack.path("out/甲2024年政府信息公开工作年度报告.pdf").exists(),
        "the other one is built: {run}"
    );
}

#[test]
fn what_is_no_file_is_refused_by_what_it_is() {
    let attack = Attack::new();
    let _socket = UnixListener::bind(attack.path("socket.yaml")).unwrap();
    symlink("/dev/zero", attack.path("zero.yaml")).unwrap();
    attack.file("folder.html/a.yaml", HEAD);
    pipe(&attack, "pipe.yaml");
    for (args, words) in [
        (&["check", "socket.yaml"][..], "它是套接字"),
        (&["check", "zero.yaml"], "它是设备"),
        (&["check", "/dev/zero"], "它是设备"),
        (&["check", "pipe.yaml"], "它是管道，没有程序在往里写"),
        (&["check", "--files-from", "zero.yaml"], "它是设备"),
        (&["import", "folder.html", "-o", "b.yaml"], "它是文件夹"),
        (&["import", "missing.html", "-o", "b.yaml"], "没有这个文件"),
    ] {
        attack.run(args).says(2, words).within(150, 10);
    }
}

#[test]
fn a_pipe_or_a_device_among_the_files_of_a_folder_stops_none_of_them() {
    let attack = Attack::new();
    attack.file("in/a.yaml", HEAD);
    pipe(&attack, "in/b.yaml");
    symlink("/dev/zero", attack.path("in/c.yaml")).unwrap();
    let run = attack.run(&["build", "in", "-o", "out"]);
    run.says(2, "它是管道，这里只读普通文件").says(2, "它是设备").within(250, 30);
    assert!(attack.path("out/甲2024年政府信息公开工作年度报告.pdf").exists(), "{run}");
    attack.file("list", "in/b.yaml\n-\n");
    attack.run(&["check", "--files-from", "list"]).says(2, "它是管道，这里只读普通文件").within(150, 10);
}

#[test]
fn a_pipe_that_the_command_line_names_is_read_to_its_limit() {
    let attack = Attack::new();
    let program = env!("CARGO_BIN_EXE_nianbao");
    let shell = |script: &str| attack.program("bash", &["-c", &script.replace("nianbao", program)]);
    shell("nianbao check <(printf '机关名称: 甲\\n年度: 2024\\n')").exits(0);
    shell("nianbao build <(printf '机关名称: 甲\\n年度: 2024\\n') --no-system-fonts -o out").exits(0);
    assert!(attack.path("out/甲2024年政府信息公开工作年度报告.pdf").exists());
    shell("printf '机关名称: 甲\\n年度: 2024\\n' | nianbao check /proc/self/fd/0").exits(0);
    shell("nianbao check <(yes) || exit 3").says(3, "它的内容超过上限 4 MB").within(150, 10);
    shell("nianbao check - </dev/zero || exit 3").says(3, "它的内容超过上限 4 MB").within(150, 10);
    shell("nianbao check --files-from - </dev/zero || exit 3")
        .says(3, "它的内容超过上限 16 MB")
        .within(150, 10);
}

#[test]
fn folders_whose_links_loop_end() {
    let attack = Attack::new();
    attack.file("in/a.yaml", HEAD);
    symlink(".", attack.path("in/x")).unwrap();
    symlink(".", attack.path("in/y")).unwrap();
    let run = attack.run(&["check", "in"]);
    run.exits(0).within(150, 10);
    attack.run(&["build", "in", "-o", "out"]).exits(0).within(250, 30);
    // Each of these has two ways to the next: a million paths to the last.
    for level in 0..20 {
        attack.file(&format!("ways/{level}/f"), "");
        for link in ["x", "y"] {
            symlink(format!("../{}", level + 1), attack.path(&format!("ways/{level}/{link}"))).unwrap();
        }
    }
    attack.file("ways/20/a.yaml", HEAD);
    attack.run(&["check", "ways"]).exits(0).within(150, 10);
    attack.file(&format!("deep/{}a.yaml", "d/".repeat(70)), HEAD);
    attack.run(&["check", "deep"]).says(2, "超过 64 层").within(150, 10);
}

#[test]
fn fonts_that_are_none_are_passed_over() {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    let whole = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/BaogaoHei.ttf")).unwrap();
    attack.file("fonts/half.ttf", &whole[..whole.len() / 2]);
    attack.file("fonts/collection.ttc", b"ttcf\0\x01\0\0\xff\xff\xff\xff");
    pipe(&attack, "fonts/pipe.ttf");
    symlink("/dev/zero", attack.path("fonts/zero.otf")).unwrap();
    symlink(".", attack.path("fonts/x")).unwrap();
    symlink(".", attack.path("fonts/y")).unwrap();
    let run = attack.run(&["build", "a.yaml", "--font-path", "fonts", "-o", "out"]);
    run.exits(0).is_calm().within(250, 30);
    let notices = ["half.ttf", "collection.ttc", "pipe.ttf", "zero.otf"];
    for file in notices {
        assert_eq!(run.stderr.matches(file).count(), 1, "{file}: {run}");
    }
}

#[test]
fn templates_and_lists_of_names_are_read_to_their_limit() {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    pipe(&attack, "templates-form");
    std::fs::create_dir(attack.path("t")).unwrap();
    symlink("/dev/zero", attack.path("t/layout.yaml")).unwrap();
    attack.run(&["check", "a.yaml", "--template", "t"]).says(2, "它是设备").within(150, 10);
    std::fs::remove_file(attack.path("t/layout.yaml")).unwrap();
    std::fs::rename(attack.path("templates-form"), attack.path("t/form.yaml")).unwrap();
    attack.run(&["check", "a.yaml", "--template", "t"]).says(2, "它是管道").within(150, 10);
    let names = ["init", "--workbook", "--agencies", "/dev/zero", "--year", "2024", "-o", "b.xlsx"];
    attack.run(&names).says(2, "它是设备").within(150, 10);
}
