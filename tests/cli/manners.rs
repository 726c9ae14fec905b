//! What a program of the command line owes its users: what was asked for on stdout and nothing else there, an
//! end without noise where nobody reads on, silence where it is asked for, and one language.

use std::path::Path;
use std::process::Stdio;

use serde_json::Value as Json;

use crate::tools::nianbao as program;
use crate::{BAD, GOOD, NAME, nianbao, outcome, write};

/// Prose that a whole report has, without which there are warnings.
const PROSE: &str = "总体情况: 主动公开各类文件和解读材料。依申请公开按时答复。政府信息管理有专人负责。\
    政府信息公开平台建设方面改版了网站。监督保障方面开展了培训。\n\
    存在的主要问题及改进情况: 存在的主要问题是解读形式不够丰富。改进情况：增加了图解和问答。\n";

/// A folder with a good file, one with an error, and one with a warning.
fn three() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("各局")).unwrap();
    let good = format!("{GOOD}{PROSE}");
    write(folder.path(), "各局/1.yaml", &good);
    let no_fees = "其他事项: 本机关2024年未收取信息处理费。\n";
    write(folder.path(), "各局/2.yaml", &format!("{BAD}{PROSE}{no_fees}").replace("甲市", "乙市"));
    let doubtful = good.replace("甲市", "丙市").replace("自然人: 16", "自然人: １６");
    write(folder.path(), "各局/3.yaml", &doubtful);
    folder
}

/// Standard output for findings, in every format; a redirection keeps them.
#[test]
fn findings_of_check_were_lost_in_a_redirection() {
    let folder = three();
    let at = folder.path();
    let (status, out, err) = nianbao(at, &["check", "各局"]);
    assert_eq!(status, 1);
    for said in ["错误[N101]", "警告[N108]", "各局/2.yaml:4:15（乙市教育局）", "—— 丙市教育局（各局/3.yaml）"]
    {
        assert!(out.contains(said) && !err.contains(said), "{said}: {out}{err}");
    }
    assert!(!out.contains("共 3 份") && err.contains("共 3 份"), "{out}{err}");
    for format in ["json", "github"] {
        let (status, out, err) = nianbao(at, &["check", "各局", "--output", format]);
        assert_eq!((status, out.lines().count()), (1, 2), "{out}");
        assert!(!err.contains("N1"), "{err}");
    }
}

/// Findings beside what a command makes are no part of it.
#[test]
fn what_build_and_merge_make_is_alone_on_standard_output() {
    let folder = three();
    let at = folder.path();
    let (status, out, err) = nianbao(at, &["build", "各局/3.yaml", "--to", "html", "-o", "-"]);
    assert!(status == 0 && out.starts_with("<!DOCTYPE html>") && !out.contains("N108"), "{out}");
    assert!(err.contains("警告[N108]") && err.contains("（丙市教育局）"), "{err}");
    let (status, out, err) = nianbao(at, &["merge", "各局", "--agency", "丁市"]);
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(err.contains("错误[N101]") && err.contains("（乙市教育局）"), "{err}");
    // Two things cannot have it.
    let (status, out, err) =
        nianbao(at, &["build", "各局/1.yaml", "--to", "pdf", "-o", "-", "--output", "json"]);
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.contains("标准输出") && err.contains("--output"), "{err}");
}

#[test]
fn a_run_over_many_had_no_total() {
    let folder = three();
    let at = folder.path();
    let (status, _, err) = nianbao(at, &["check", "各局", "没有.yaml"]);
    assert_eq!(status, 2);
    let total = "共 4 份：无误 1 份，有错误 1 份，只有警告 1 份，未能核对 1 份；合计 1 个错误，1 个警告";
    assert_eq!(err.lines().last(), Some(total), "{err}");
    // Reports without a word to be said of them are counted and not listed.
    assert!(!err.contains("甲市教育局") && err.contains("乙市教育局（各局/2.yaml）：1 个错误"), "{err}");
    let (_, _, err) = nianbao(at, &["check", "各局/1.yaml"]);
    assert_eq!(err, "甲市教育局（各局/1.yaml）：没有发现问题\n");
    let (_, _, err) = nianbao(at, &["check", "各局", "--output", "github"]);
    assert!(err.starts_with("共 3 份：") && err.lines().count() == 1, "{err}");
    let (_, _, err) = nianbao(at, &["check", "各局", "--output", "json"]);
    assert_eq!(err, "");
}

/// A finding of a table named its cell and not the agency in whose row that cell stands.
#[test]
fn a_row_of_a_table_did_not_say_whose_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let rows = "机关名称,年度,本年新收 自然人\n甲局,2024,1\n乙局,2024,2\n";
    write(at, "各局.csv", rows);
    let (_, out, _) = nianbao(at, &["check", "各局.csv"]);
    let places: Vec<&str> = out.lines().filter(|line| line.contains("--> ")).collect();
    assert!(places.len() >= 2, "{out}");
    for place in places {
        let agency = if place.contains("2:") { "（甲局）" } else { "（乙局）" };
        assert!(place.contains("各局.csv!") && place.ends_with(agency), "{place}");
    }
    let objects =
        |out: &str| -> Vec<Json> { out.lines().map(|l| serde_json::from_str(l).unwrap()).collect() };
    let whose = |o: &Json| (o["agency"].clone(), o["year"].clone(), o["row"].clone());
    let wanted = |row: u64| (["甲局", "乙局"][row as usize - 2].into(), 2024.into(), row.into());
    let (_, out, _) = nianbao(at, &["check", "各局.csv", "--output", "json"]);
    for object in objects(&out) {
        assert_eq!(whose(&object), wanted(object["row"].as_u64().unwrap()), "{object}");
    }
    let (_, out, _) = nianbao(at, &["build", "各局.csv", "--output", "json"]);
    let built = objects(&out);
    assert_eq!(built.iter().map(whose).collect::<Vec<_>>(), [wanted(2), wanted(3)]);
    for finding in built.iter().flat_map(|line| line["findings"].as_array().unwrap()) {
        assert_eq!(whose(finding), wanted(finding["row"].as_u64().unwrap()), "{finding}");
    }
    // An annotation stands beside the file, which has no cells for GitHub.
    let (_, out, _) = nianbao(at, &["check", "各局.csv", "--output", "github"]);
    assert!(out.lines().all(|line| line.contains(" file=各局.csv,line=")), "{out}");
    assert!(out.contains("N101 乙局 "), "{out}");
}

/// What could not even be made still has an owner.
#[test]
fn a_report_that_could_not_be_made_had_no_agency() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    for (name, agency) in [("1.yaml", "甲市"), ("2.yaml", "乙市")] {
        write(at, name, &GOOD.replace("甲市", agency));
        std::fs::create_dir_all(at.join("out").join(NAME.replace("甲市", agency) + ".html")).unwrap();
    }
    let args = ["build", "1.yaml", "2.yaml", "-o", "out", "--to", "html", "--index", "目录.html"];
    let (status, _, err) = nianbao(at, &args);
    assert_eq!(status, 2);
    assert!(
        err.contains("错误：甲市教育局（1.yaml）：") && err.contains("  乙市教育局（2.yaml）："),
        "{err}"
    );
    let index = std::fs::read_to_string(at.join("目录.html")).unwrap();
    assert!(index.contains("甲市教育局 <small>1.yaml</small>"), "{index}");
    let (_, out, _) = nianbao(at, &[&args[..], &["--output", "json"]].concat());
    let lines: Vec<Json> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!((&lines[1]["agency"], &lines[1]["year"]), (&"乙市教育局".into(), &2024.into()), "{out}");
}

#[test]
fn quiet_leaves_findings_and_errors() {
    let folder = three();
    let at = folder.path();
    let (status, out, err) = nianbao(at, &["check", "-q", "各局"]);
    assert!(status == 1 && out.contains("错误[N101]"), "{out}");
    assert_eq!(err, "");
    let (status, _, err) = nianbao(at, &["--quiet", "check", "各局", "没有.yaml"]);
    assert_eq!((status, err.as_str()), (2, "错误：没有.yaml 读不了：没有这个文件或文件夹\n"));
    assert_eq!(nianbao(at, &["init", "-q", "-o", "新.yaml"]), (0, String::new(), String::new()));
    let (status, _, err) = nianbao(at, &["build", "-q", "各局/1.yaml", "各局/3.yaml", "--to", "html"]);
    assert!(status == 0 && err.contains("N108") && !err.contains("生成"), "{err}");
    // What was not done as it was asked for stays.
    let (status, _, err) = nianbao(at, &["build", "-q", "各局/2.yaml", "--to", "html"]);
    assert!(status == 1 && err.contains("没有生成") && !err.contains("个错误\n"), "{err}");
    let page = at.join("各局").join(format!("{NAME}.html"));
    std::fs::write(&page, std::fs::read_to_string(&page).unwrap() + "\n").unwrap();
    let (_, _, err) = nianbao(at, &["build", "-q", "各局/1.yaml", "--to", "html"]);
    assert!(err.contains("没有覆盖"), "{err}");
}

/// Every command that prints, into a pipe that nobody reads any more.
#[cfg(unix)]
#[test]
fn a_closed_pipe_was_an_error() {
    let folder = three();
    let a = "各局/1.yaml";
    for args in [
        &["check", "各局"][..],
        &["check", "各局", "--output", "json"],
        &["check", "各局", "--output", "github"],
        &["compare", a, "各局/3.yaml"],
        &["explain"],
        &["explain", "N101"],
        &["schema"],
        &["fonts", "--no-system-fonts"],
        &["completions", "bash"],
        &["init"],
        &["merge", a, "--agency", "丁市"],
        &["build", a, "--to", "html", "-o", "-"],
        &["help"],
        &["help", "build"],
        &["--help"],
        &["check", "--help"],
        &["--version"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = program();
        let (status, _, err) = outcome(command.current_dir(folder.path()).args(args).stdout(writer));
        assert_eq!((status, err.as_str()), (0, ""), "{args:?}");
    }
}

/// A terminal that gets a ZIP file shows noise, and may be left in another character set.
#[cfg(target_os = "linux")]
#[test]
fn a_word_file_was_written_to_the_terminal() {
    let folder = three();
    let program = env!("CARGO_BIN_EXE_nianbao");
    for line in
        ["compare 各局/1.yaml 各局/3.yaml --to docx", "build 各局/1.yaml --to pdf -o -", "init --workbook"]
    {
        let mut script = std::process::Command::new("script");
        script.current_dir(folder.path()).args(["-qec", &format!("'{program}' {line}"), "/dev/null"]);
        let (status, out, _) = outcome(&mut script);
        assert!(status == 2 && out.contains("不能显示在终端上") && !out.contains("PK"), "{out}");
    }
}

/// As it is typed: the first lines of much.
#[cfg(unix)]
#[test]
fn head_of_many_findings_ends_quietly() {
    let folder = tempfile::tempdir().unwrap();
    let wrong: String = (0..900).map(|i| format!("没有的键{i}: 1\n")).collect();
    write(folder.path(), "a.yaml", &format!("{GOOD}{wrong}"));
    let shell = |line: &str| {
        let line = line.replace("nianbao", &format!("'{}'", env!("CARGO_BIN_EXE_nianbao")));
        let mut shell = std::process::Command::new("bash");
        outcome(shell.current_dir(folder.path()).args(["-c", &format!("set -o pipefail; {line}")]))
    };
    let (status, out, err) = shell("nianbao check a.yaml | head -1");
    assert_eq!((status, out.lines().count(), err.as_str()), (0, 1, ""), "{out}");
    let (status, out, err) = shell("nianbao schema | head -1");
    assert_eq!((status, out.as_str(), err.as_str()), (0, "{\n", ""));
}

/// A run that leaves reports out says so; one whose last result nobody reads has left out none.
#[cfg(unix)]
#[test]
fn a_build_that_nobody_reads_along_ends_with_a_word_only_if_something_is_left() {
    let folder = three();
    for (files, status, said) in [
        (&["各局/1.yaml"][..], 0, ""),
        (&["各局/1.yaml", "各局/3.yaml"], 2, "错误：标准输出的另一端已不再接收，余下的没有做完；"),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = program();
        command.args(["build", "-o", "out", "--to", "html", "--output", "json"]).args(files);
        let (ended, _, err) = outcome(command.current_dir(folder.path()).stdout(writer));
        assert_eq!(ended, status, "{err}");
        assert!(err.starts_with(said) && err.is_empty() == said.is_empty(), "{err}");
        assert!(crate::names(&folder.path().join("out")).contains(&format!("{NAME}.html")));
    }
}

/// Whether a line that people are to read is English: three words of it in a row outside of quotation marks and
/// the brackets in which an engine's own words stand behind a Chinese sentence.
fn english(line: &str) -> bool {
    let mut depth = 0;
    let outside: String = line
        .chars()
        .filter(|&c| {
            depth += i32::from(matches!(c, '（' | '“'));
            let keep = depth == 0;
            depth -= i32::from(matches!(c, '）' | '”') && depth > 0);
            keep
        })
        .collect();
    let is_word = |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase() || c == ',');

    // A command as it is typed is no sentence: its name and the words behind it.
    let mut is_command = false;
    let words: Vec<bool> = outside
        .split(' ')
        .map(|word| {
            is_command = word.ends_with("nianbao") || (is_command && is_word(&word));
            !is_command && is_word(&word)
        })
        .collect();
    let is_chinese = outside.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    !is_chinese || words.windows(3).any(|three| three.iter().all(|word| *word))
}

#[track_caller]
fn says(at: &Path, args: &[&str], message: &str) {
    let mut command = program();
    let (status, _, err) = outcome(command.current_dir(at).args(args).stdin(Stdio::null()));
    assert_eq!(status, 2, "{args:?}: {err}");
    assert!(err.contains(message), "{args:?} does not say {message}: {err}");
    for line in err.lines().filter(|line| !line.trim().is_empty()) {
        assert!(!english(line), "{args:?}: {line}");
    }
}

#[test]
fn wrong_values_of_options_were_answered_in_english() {
    let folder = three();
    let at = folder.path();
    let a = "各局/1.yaml";
    for (args, message) in [
        (&["build", a, "-j", "0"][..], "“--jobs <个数>”不能是“0”：应当是 1 或更大的整数"),
        (&["build", a, "--jobs", "abc"], "应当是 1 或更大的整数"),
        (&["build", a, "--jobs", "-1"], "应当是 1 或更大的整数"),
        (&["build", a, "--time-limit", "-1"], "应当是整数的秒数"),
        (&["build", a, "--time-limit", "5m"], "应当是整数的秒数"),
        (&["build", a, "--shard", "3/2"], "I/N"),
        (&["build", a, "--to", "odt"], "没有“odt”这种输出格式"),
        (&["build", a, "--pdf-standard", "x"], "可以写：1.4"),
        (&["build", a, "--pdf-standard", "a-2b,a-3b", "--to", "pdf"], "互相冲突"),
        (&["build", a, "--font-path", "nowhere"], "没有这个文件或文件夹"),
        (&["build", a, "--template", "nowhere"], "nianbao template export"),
        (&["build", "[", "--to", "html"], "没有收尾"),
        (&["check", "a**/b.yaml"], "** 只能单独作为一层"),
        (&["check", a, "--output", "xml"], "可以写：human、json、github"),
        (&["check", a, "--deny-warnings=yes"], "不带值"),
        (&["check", "--files-from", "nowhere"], "没有这个文件或文件夹"),
        (&["check", "--quiet", "--quiet", a], "不能写两次"),
        (&["serve", "--port", "99999"], "应当是 0 至 65535 之间的整数"),
        (&["serve", "--port", "-1"], "应当是 0 至 65535 之间的整数"),
        (&["init", "--year", "二〇二四"], "应当是四位数字的年份"),
        (&["init", "--year", "-5"], "应当是四位数字的年份"),
        (&["init", "--format", "1999"], "没有“1999”这种格式"),
        (&["init", "--workbook", "-o", "填报.csv"], "只能写成 .xlsx"),
        (&["init", "--agencies", "名单.txt"], "--workbook"),
        (&["merge", a], "缺少--agency <名称>"),
        (&["compare", a], "缺少<乙>"),
        (&["compare", a, "各局/3.yaml", "--to", "pdf"], "可以写：text、json、docx"),
        (&["completions", "tcsh"], "可以写：bash"),
        (&["explain", "N999"], "没有“N999”这条规则"),
        (&["template"], "命令"),
        (&["template", "import"], "没有“import”这个命令"),
        (&["template", "export"], "缺少<文件夹>"),
        (&["help", "biuld"], "没有“biuld”这个命令"),
        (&[], "用法"),
    ] {
        says(at, args, message);
    }
}

#[test]
fn a_port_that_is_taken_was_refused_in_english() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    says(folder.path(), &["serve", "--port", &port], "已被别的程序占用；换一个，例如 --port 9000");
}

/// The mistakes that people make in a template of their own, in each of its files.
#[test]
fn mistakes_in_templates_were_reported_in_english() {
    let folder = three();
    let at = folder.path();
    let export = |name: &str| {
        let folder = at.join("版式");
        let _ = std::fs::remove_dir_all(&folder);
        assert_eq!(nianbao(at, &["template", "export", "版式"]).0, 0);
        std::fs::read_to_string(folder.join(name)).unwrap()
    };
    let build = |to: &'static str| ["build", "各局/1.yaml", "--template", "版式", "--to", to, "-o", "out"];
    let init = ["init", "--template", "版式"];
    for (name, from, to, args, message) in [
        ("form.yaml", "format:", "farmat:", &build("html")[..], "没有“farmat”这个键，可以写："),
        ("form.yaml", "format:", "format: a\nformat:", &build("html"), "写了两次"),
        ("form.yaml", "format:", "@\nformat:", &build("html"), "不合 YAML 的写法"),
        ("form.yaml", "sections:", "sections: 3\nx:", &build("html"), "值的写法不对"),
        ("layout.yaml", "page:", "pgae:", &build("html"), "没有“pgae”这个键"),
        ("layout.yaml", "page:", "@\npage:", &build("html"), "不合 YAML 的写法"),
        ("report.typ", "#let", "#let (\n#let", &build("pdf"), "版面模板有误：版式/report.typ:"),
        ("report.typ", "#let", "#nothing\n#let", &build("pdf"), "没有“nothing”这个名称"),
        ("page.html.hbs", "<html", "{{nothing}}<html", &build("html"), "没有“nothing”这个名称"),
        ("page.html.hbs", "<html", "{{#if}}<html", &build("html"), "网页模板有误：版式/page.html.hbs:"),
        ("page.html.hbs", "<html", "{{no.thing x}}<html", &build("html"), "网页模板有误"),
        (
            "page.html.hbs",
            "<html",
            "{{#each a}}{{/if}}<html",
            &build("html"),
            "“{{#each}}”要用“{{/each}}”收尾",
        ),
        ("page.html.hbs", "<html", "{{<html", &build("html"), "不合 Handlebars 的写法"),
        ("data.yaml.hbs", "{{#each", "{{#if}}{{#each", &init, "data.yaml.hbs"),
        ("data.yaml.hbs", "{{#each", "{{x y}}{{#each", &init, "没有“x”这个辅助函数"),
    ] {
        let text = export(name);
        assert!(text.contains(from), "{name} has no {from}");
        std::fs::write(at.join("版式").join(name), text.replacen(from, to, 1)).unwrap();
        says(at, args, message);
    }
}

#[test]
fn english_is_recognised() {
    for (line, is) in [
        ("错误：invalid digit found in string", true),
        ("Usage: nianbao", true),
        ("错误：版式/report.typ:1:2: 没有“x”这个名称（unknown variable: x and more）", false),
        ("用法见 nianbao help", false),
        ("错误：没有“a b c d”这个命令", false),
    ] {
        assert_eq!(english(line), is, "{line}");
    }
}
