//! `nianbao schema`, judged by a validator that others wrote.

use std::path::Path;
use std::process::Command;

use nianbao::form::Form;

use crate::tools::{nianbao, python, repository, run};
use crate::{GOOD, names, write};

fn problems(schema: &Path, file: &Path) -> Vec<String> {
    let out =
        run(Command::new(python()).arg(repository("tests/tools/schema_errors.py")).arg(schema).arg(file));
    out.lines().map(|l| l.split('\t').next().unwrap().to_owned()).collect()
}

#[test]
fn good_files_are_valid_and_bad_ones_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let schema = folder.path().join("schema.json");
    std::fs::write(&schema, run(nianbao().arg("schema"))).unwrap();
    assert_eq!(problems(&schema, &repository("examples/jiyuan-2024.yaml")), [""; 0]);
    let file = folder.path().join("a.yaml");
    run(nianbao().args(["init", "--year", "2024", "-o"]).arg(&file));
    assert_eq!(problems(&schema, &file), [""; 0]);
    for (text, place) in [
        ("", None),
        ("落款: {署名: 甲, 日期: 2025-01-20}\n", None),
        ("主动公开:\n  规章: [1, 2, 3]\n  行政事业性收费: 1.5\n", None),
        ("主动公开:\n  规章: [\"22（其中修订16件）\", 2, /]\n", None),
        ("四、政府信息公开行政复议、行政诉讼情况:\n  行政复议: [1, 0, 0, 0]\n", None),
        ("主动公开:\n  规范性文件: [1, 2, 3]\n", Some("主动公开")),
        ("主动公开:\n  规章: [1, 2]\n", Some("主动公开.规章")),
        ("主动公开:\n  行政许可: 1,000\n", Some("主动公开.行政许可")),
        ("主动公开:\n  行政许可: -1\n", Some("主动公开.行政许可")),
        ("总体状况: 甲\n", Some("(root)")),
        ("落款: {署名: 甲, 时间: 2025-01-20}\n", Some("落款")),
    ] {
        write(folder.path(), "a.yaml", &format!("{GOOD}{text}"));
        assert_eq!(problems(&schema, &file), place.into_iter().collect::<Vec<_>>(), "{text}");
    }
}

/// `NIANBAO_UPDATE=1 cargo test --test cli schema` writes them anew.
#[test]
fn the_published_schemas_are_what_the_program_prints() {
    let folder = repository("schema");
    let mut wanted = Vec::new();
    for format in Form::names() {
        let own = if format == Form::DEFAULT { String::new() } else { format!("-{format}") };
        let name = format!("nianbao{own}.schema.json");
        let printed = run(nianbao().args(["schema", "--format", format]));
        if std::env::var_os("NIANBAO_UPDATE").is_some() {
            std::fs::write(folder.join(&name), &printed).unwrap();
        }
        let published = std::fs::read_to_string(folder.join(&name)).unwrap_or_default();
        assert!(published == printed, "run NIANBAO_UPDATE=1 cargo test --test cli schema: {name}");
        let readme = std::fs::read_to_string(folder.join("README.md")).unwrap();
        assert!(readme.contains(&format!("]({name})")), "schema/README.md does not list {name}");
        wanted.push(name);
    }
    assert_eq!(run(nianbao().arg("schema")), run(nianbao().args(["schema", "--format", Form::DEFAULT])));
    let mut there = names(&folder);
    there.retain(|name| name.ends_with(".json"));
    wanted.sort();
    assert_eq!(there, wanted, "schemas of no format");
}
