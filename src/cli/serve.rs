//! `nianbao serve`: a page on this machine to fill in data files, with the findings and the pages as they
//! will be printed.

use std::io::{IsTerminal, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::args::ServeArgs;
use super::{Failure, Status, desktop, output};
use crate::files::reason;
use crate::pipeline::BuildOptions;
use crate::serve::{self, Access, Claim, Served};

/// The port where none is asked for; another one where it is taken.
const PORT: u16 = 8765;

/// Stack of a thread that checks and renders; only what is used takes memory.
const STACK: usize = 16 << 20;

/// How long the file with an address is there for the browser to read, where none is kept for the folder.
const HAND_OVER_TIME: Duration = Duration::from_secs(60);

/// For how many layouts the engine remembers what it does not use: a page that is filled in changes a little
/// each time, so what was not used for the last text is used no more.
const MEMORY: usize = 2;

/// Serves the page until Ctrl-C, or until the page asks for the end. Only this machine reaches it.
pub fn run(args: &ServeArgs) -> Result<Status, Failure> {
    if !args.folder.is_dir() {
        return Err(Failure::Because(format!("没有 {} 这个文件夹", args.folder.display())));
    }
    let claim = Claim::of(&args.folder);
    let instance = match claim {
        Claim::First(instance) => Some(instance),
        Claim::Served(served) => {
            show_served(args, &served);
            return Ok(Status::Clean);
        }
        Claim::Unknown => None,
    };
    let workspace = serve::Workspace::new(args.folder.clone(), options(args)?)?
        .with_drafts(serve::drafts_folder(|name| std::env::var_os(name)));
    let listener = listen(args.port)?;
    let port =
        listener.local_addr().map_err(|e| Failure::Because(format!("取不到端口：{}", reason(&e))))?.port();
    let access =
        Access::new(port).map_err(|e| Failure::Because(format!("系统没有给出随机数：{}", reason(&e))))?;
    let hand_over = instance.as_ref().and_then(|instance| instance.announce(&access));
    show(args, &access.address(), hand_over);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(serve::THREADS)
        .thread_stack_size(STACK)
        .build();
    let failure = |e: std::io::Error| Failure::Because(format!("网页服务出错：{}", reason(&e)));
    let runtime = runtime.map_err(failure)?;
    runtime.block_on(serve::serve(listener, Arc::new(workspace), access)).map_err(failure)?;
    // What is being saved is saved.
    drop(runtime);
    drop(instance);
    output::remark("已在页面里退出");
    Ok(Status::Clean)
}

fn options(args: &ServeArgs) -> Result<BuildOptions, Failure> {
    let mut options = BuildOptions {
        fonts: args.look.faces.options(),
        templates: args.look.templates()?,
        ..BuildOptions::default()
    };
    options.pdf.memory = MEMORY;
    Ok(options)
}

/// Says where the page is, or opens it. An address that a browser has been given is not shown besides: it
/// would stay in a log, or on a screen that others see.
fn show(args: &ServeArgs, address: &str, hand_over: Option<PathBuf>) {
    let is_opened = args.open && open_private(address, hand_over);
    if is_opened {
        output::say("填报页已交给浏览器打开；按 Ctrl-C 或在页面里点“退出”结束");
        output::say("没有看到页面时，再运行一次同样的命令");
    } else if !args.open || std::io::stderr().is_terminal() {
        output::say(&format!("请用浏览器打开 {address} ；按 Ctrl-C 结束"));
        output::say("地址里的一串字符每次启动都不同，知道它的人才能打开，不要发给别人");
    }
}

/// The folder is served by a program that was started before.
fn show_served(args: &ServeArgs, served: &Served) {
    let folder = args.folder.display();
    if args.open && open_private(&served.address, served.hand_over.clone()) {
        output::say(&format!("文件夹 {folder} 已经打开着，已请浏览器显示它的填报页"));
    } else if !args.open || std::io::stderr().is_terminal() {
        output::say(&format!("文件夹 {folder} 已经打开着：请用浏览器打开 {} ", served.address));
    }
}

/// A listener on this machine's own address alone.
fn listen(port: Option<u16>) -> Result<TcpListener, Failure> {
    let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    match port {
        Some(port) => bind(port).map_err(|e| {
            Failure::Because(format!("端口 {port} 用不了：{}；换一个，例如 --port 9000", reason(&e)))
        }),
        None => bind(PORT)
            .or_else(|_| bind(0))
            .map_err(|e| Failure::Because(format!("没有可用的端口：{}", reason(&e)))),
    }
}

/// Opens an address that others must not learn. False if there is no program that opens it.
///
/// Every user of a Unix machine can list the arguments of all processes, and a browser that is started with
/// an address has it among them for as long as it runs. So it is started with a file that sends it there,
/// which only this user can read: the one that is kept for the folder, else one for a minute.
fn open_private(address: &str, hand_over: Option<PathBuf>) -> bool {
    if cfg!(windows) {
        return desktop::is_opened(Path::new(address));
    }
    if let Some(path) = hand_over {
        return desktop::is_opened(&path);
    }
    let file = tempfile::Builder::new().prefix("nianbao-").suffix(".html").tempfile();
    let page = serve::hand_over_page(address);
    let Ok(file) = file.and_then(|mut file| file.write_all(page.as_bytes()).map(|()| file)) else {
        return false;
    };
    let path = file.into_temp_path();
    let is_opened = desktop::is_opened(&path);
    std::thread::spawn(move || {
        std::thread::sleep(HAND_OVER_TIME);
        drop(path);
    });
    is_opened
}
