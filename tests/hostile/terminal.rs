//! What a terminal is made to do by the names and texts of others: nothing. Escape sequences could change its
//! title, write over what it has shown, or make it answer as if the user had typed.

use crate::{Attack, HEAD};

/// What a terminal obeys or what turns text around: an operating system command, a control sequence of C1, a
/// return to the start of the line, an override of direction.
const HOSTILE: &str = "\u{1b}]0;甲\u{7}\u{9b}2J\r\u{202e}";

/// Whether a text holds anything of the kind.
fn acts(text: &str) -> bool {
    let bidi = |c| matches!(c, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.contains(|c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || bidi(c))
}

/// Runs a command and looks at all it wrote. It must have named what is hostile, or the case shows nothing.
#[track_caller]
fn is_harmless(attack: &Attack, args: &[&str]) {
    let run = attack.run(args);
    run.is_calm();
    assert!(!acts(&run.stdout) && !acts(&run.stderr), "{:?} {:?}", run.stdout, run.stderr);
    let all = format!("{}{}", run.stdout, run.stderr);
    let visible = [r"\u{1b}", r"\u001b", r"\u{9b}"];
    assert!(visible.iter().any(|escape| all.contains(escape)), "not named: {all}");
}

/// A report with an error, in a file with a hostile name.
fn badly_named(attack: &Attack) -> String {
    let name = format!("{HOSTILE}.yaml");
    attack.file(&name, format!("{HEAD}行政许可: 3\n"));
    name
}

#[test]
fn a_file_name() {
    let attack = Attack::new();
    let name = badly_named(&attack);
    for args in [
        &["check", &name][..],
        &["check", "."],
        &["check", &name, "--output", "json"],
        &["check", &name, "--output", "github"],
        &["build", &name, "--output", "json"],
        &["build", &name, "--draft"],
        &["merge", "--agency", "甲", &name],
        &["init", "--from", &name],
    ] {
        is_harmless(&attack, args);
    }
}

#[test]
fn a_file_name_that_is_not_there() {
    let attack = Attack::new();
    let name = format!("none{HOSTILE}.yaml");
    for command in ["check", "build", "compare", "import", "serve"] {
        is_harmless(&attack, &[command, &name, &name][..if command == "compare" { 3 } else { 2 }]);
    }
    is_harmless(&attack, &["merge", "--agency", HOSTILE, &name]);
}

#[test]
fn the_command_line_itself() {
    let attack = Attack::new();
    let option = format!("--{HOSTILE}");
    is_harmless(&attack, &[HOSTILE]);
    is_harmless(&attack, &["help", HOSTILE]);
    is_harmless(&attack, &["check", &option]);
    is_harmless(&attack, &["explain", HOSTILE]);
    is_harmless(&attack, &["build", "--to", HOSTILE]);
}

#[test]
fn heads_and_names_of_a_table() {
    let attack = Attack::new();
    let table = format!("机关名称,年度,\"{HOSTILE}\"\n\"甲{HOSTILE}\",2024,1\n");
    attack.file("t.csv", table);
    is_harmless(&attack, &["check", "t.csv"]);
    is_harmless(&attack, &["check", "t.csv", "--output", "json"]);
    is_harmless(&attack, &["build", "t.csv", "--draft"]);
}

#[test]
fn a_text_that_is_compared() {
    let attack = Attack::new();
    let text = |what: &str| format!("{HEAD}总体情况: '{what}'\n").replace('\r', "");
    attack.file("a.yaml", text("一。"));
    attack.file("b.yaml", text(HOSTILE));
    for to in ["text", "json"] {
        // The reader of data files has put other characters for what no report may hold.
        let run = attack.run(&["compare", "a.yaml", "b.yaml", "--to", to]);
        run.is_calm();
        assert!(!acts(&run.stdout) && !acts(&run.stderr) && run.stdout.contains("]0;甲"), "{run}");
    }
}

/// On a terminal findings have colours, and their escape sequences are the only ones.
#[test]
fn a_terminal_gets_colours_and_nothing_else() {
    let attack = Attack::new();
    let name = badly_named(&attack);
    attack.file("run", format!("exec '{}' check '{name}'", env!("CARGO_BIN_EXE_nianbao")));
    let run = attack.program("script", &["-qec", "sh ./run", "/dev/null"]);
    run.exits(1);
    let (mut plain, mut rest) = (String::new(), run.stdout.as_str());
    while let Some((before, sequence)) = rest.split_once("\u{1b}[") {
        let (colour, after) = sequence.split_once('m').expect("a colour");
        assert!(colour.chars().all(|c| c.is_ascii_digit() || c == ';'), "{colour:?}: {run}");
        plain.push_str(before);
        rest = after;
    }
    plain.push_str(rest);
    // The terminal itself puts a return before each line feed.
    let plain = plain.replace("\r\n", "\n");
    assert!(!acts(&plain) && plain.contains(r"\u{1b}") && plain.contains("N004"), "{plain:?}");
    assert!(run.stdout.len() > plain.len() + 20, "no colours: {run}");
}

/// Data for another program is as it is; a terminal gets it readable.
#[test]
fn data_on_a_terminal() {
    let attack = Attack::new();
    attack.file(
        "a.txt",
        format!("甲局{}2024年政府信息公开工作年度报告\n一、总体情况\n\u{9b}2J一。\n", '\u{202e}'),
    );
    attack.file("run", format!("exec '{}' import a.txt", env!("CARGO_BIN_EXE_nianbao")));
    let run = attack.program("script", &["-qec", "sh ./run", "/dev/null"]);
    run.is_calm();
    assert!(run.stdout.contains("机关名称") && !acts(&run.stdout.replace("\r\n", "\n")), "{run}");
}
