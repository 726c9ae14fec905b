//! The command line as its users meet it: exit statuses, messages, files.
#![allow(clippy::disallowed_methods, reason = "tests read the files that they have written themselves")]

mod build;
mod check;
mod export;
mod fonts;
mod gauge;
mod handbook;
mod init;
mod main_job;
mod man_page;
mod manners;
mod ofd;
#[path = "../tools/page_client.rs"]
#[allow(dead_code, reason = "two test binaries share it")]
mod page_client;
mod python_module;
mod readme;
mod received;
mod review;
mod schema;
mod serve;
mod tally;
#[path = "../tools/mod.rs"]
mod tools;
mod watch;

use std::path::Path;
use std::process::{Command, Output};

/// Runs the program; gives exit status, stdout, stderr.
fn outcome(command: &mut Command) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap_or(-1), text(stdout), text(stderr))
}

/// Runs the program in a folder.
fn nianbao(folder: &Path, args: &[&str]) -> (i32, String, String) {
    outcome(tools::nianbao().current_dir(folder).args(args))
}

/// Writes a file into a folder.
fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
}

/// Names of the files in a folder, sorted; without the notes on what was built.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name != ".nianbao");
    names.sort();
    names
}

/// A report without an error.
const GOOD: &str = "机关名称: 甲市教育局\n年度: 2024\n依申请公开:\n  本年新收: {自然人: 16}\n  予以公开: {自然人: 15}\n  结转下年度: {自然人: 1}\n其他事项: 本机关2024年未收取信息处理费。\n";
/// The same with a sum that does not hold, in line 5.
const BAD: &str = "机关名称: 甲市教育局\n年度: 2024\n依申请公开:\n  本年新收: {自然人: 16}\n  予以公开: {自然人: 14}\n  结转下年度: {自然人: 1}\n";
/// The name of their outputs.
const NAME: &str = "甲市教育局2024年政府信息公开工作年度报告";
