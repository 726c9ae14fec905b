//! Help and mistakes of the command line, in Chinese.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::super::{Status, ended, output};

/// The words that clap has no setting for.
pub fn localised(help: &str) -> String {
    format!("{}\n", help.trim_end().replace("[OPTIONS]", "[选项]"))
}

/// Prints what is wrong with the command line, in Chinese, or the help that was asked for.
pub fn explain_usage(error: &clap::Error) -> Status {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return ended(
            output::data(localised(&error.render().to_string()).as_bytes()).map(|()| Status::Clean),
        );
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        output::say(&localised(&error.render().to_string()));
        return Status::Failed;
    }
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    };
    let (argument, value) = (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
    let message = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有“{argument}”这个选项"),
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令", context(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("缺少{argument}"),
        ErrorKind::InvalidValue if value.is_empty() => format!("“{argument}”后面缺少值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let valid = context(ContextKind::ValidValue);
            let reason = std::error::Error::source(error).map(|e| format!("：{e}")).unwrap_or_default();
            if valid.is_empty() {
                format!("“{argument}”不能是“{value}”{reason}")
            } else {
                format!("“{argument}”不能是“{value}”，可以写：{valid}")
            }
        }
        ErrorKind::ArgumentConflict => {
            format!("“{argument}”不能写两次，也不能与“{}”同用", context(ContextKind::PriorArg))
        }
        ErrorKind::InvalidUtf8 => "命令行里有不是 UTF-8 的文字".to_owned(),
        ErrorKind::TooManyValues => format!("“{argument}”后面不带值，这里写了“{value}”"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("“{argument}”的值个数不对"),
        ErrorKind::NoEquals => format!("“{argument}”的值要用 = 相连"),
        ErrorKind::MissingSubcommand => {
            format!("“{argument}”后面缺少命令，可以写：{}", context(ContextKind::ValidSubcommand))
        }
        _ => format!("命令行有误（{}）", error.kind()),
    };
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
        .map(context);
    output::say(&format!("错误：{message}"));
    for near in near.iter().filter(|n| !n.is_empty()) {
        output::say(&format!("帮助：是不是“{near}”？"));
    }
    output::say("用法见 nianbao help");
    Status::Failed
}
