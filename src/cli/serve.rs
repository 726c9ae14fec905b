//! `nianbao serve`: a page on this machine to fill in data files, with the findings and the pages as they
//! will be printed.

use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::args::ServeArgs;
use super::{Failure, Status, desktop, output};
use crate::files::reason;
use crate::pipeline::BuildOptions;
use crate::serve;

/// The port where none is asked for; another one where it is taken.
const PORT: u16 = 8765;

/// Stack of a thread that checks and renders; only what is used takes memory.
const STACK: usize = 16 << 20;

/// How long the file with an address is there for the browser to read.
const HAND_OVER_TIME: Duration = Duration::from_secs(60);

/// Serves the page until Ctrl-C. Only this machine reaches it.
pub fn run(args: &ServeArgs) -> Result<Status, Failure> {
    if !args.folder.is_dir() {
        return Err(Failure::Because(format!("没有 {} 这个文件夹", args.folder.display())));
    }
    let options = BuildOptions {
        fonts: args.look.faces.options(),
        templates: args.look.templates()?,
        ..BuildOptions::default()
    };
    let workspace = serve::Workspace::new(args.folder.clone(), options)?
        .with_drafts(serve::drafts_folder(|name| std::env::var_os(name)));
    let listener = listen(args.port)?;
    let port =
        listener.local_addr().map_err(|e| Failure::Because(format!("取不到端口：{}", reason(&e))))?.port();
    let access = serve::Access::new(port)
        .map_err(|e| Failure::Because(format!("系统没有给出随机数：{}", reason(&e))))?;
    let address = access.address();
    output::say(&format!("请用浏览器打开 {address} ；按 Ctrl-C 结束"));
    output::say("地址里的一串字符每次启动都不同，知道它的人才能打开，不要发给别人");
    if args.open {
        open_private(&address);
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(serve::THREADS)
        .thread_stack_size(STACK)
        .build();
    let failure = |e: std::io::Error| Failure::Because(format!("网页服务出错：{}", reason(&e)));
    let serving = serve::serve(listener, Arc::new(workspace), access);
    match runtime.map_err(failure)?.block_on(serving).map_err(failure)? {}
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

/// Opens an address that others must not learn.
///
/// Every user of a Unix machine can list the arguments of all processes, and a browser that is started with
/// an address has it among them for as long as it runs. So it is started with a file that sends it there,
/// which only this user can read.
fn open_private(address: &str) {
    if cfg!(windows) {
        return desktop::open(Path::new(address));
    }
    let page = format!(
        "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<title>年度报告填报</title>\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={address}\">\n\
         <a href=\"{address}\">打开填报页面</a>\n"
    );
    // The folder of this user's running programs, where the desktop has made one.
    let folder = std::env::var_os("XDG_RUNTIME_DIR").filter(|folder| Path::new(folder).is_dir());
    let folder = folder.map_or_else(std::env::temp_dir, Into::into);
    let file = tempfile::Builder::new().prefix("nianbao-").suffix(".html").tempfile_in(folder);
    let Ok(file) = file.and_then(|mut file| file.write_all(page.as_bytes()).map(|()| file)) else {
        return output::say("没有能自动打开浏览器，请自行打开上面的地址");
    };
    let path = file.into_temp_path();
    desktop::open(&path);
    std::thread::spawn(move || {
        std::thread::sleep(HAND_OVER_TIME);
        drop(path);
    });
}
