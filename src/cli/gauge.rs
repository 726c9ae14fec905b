//! `nianbao gauge`.

use super::args::GaugeArgs;
use super::{Failure, Status, output};
use crate::gauge;
use crate::layout::Layout;
use crate::publish::write_all;
use crate::templates::LAYOUT;

/// Writes the 校样尺.
pub fn run(args: &GaugeArgs) -> Result<Status, Failure> {
    let film = gauge::pdf(&Layout::parse(LAYOUT)?);
    if args.out.as_os_str() == "-" {
        return output::data(&film).map(|()| Status::Clean);
    }
    write_all(&[(args.out.clone(), film.as_slice())])?;
    output::say(&format!("已生成 {}，按实际大小（100%）打印", args.out.display()));
    Ok(Status::Clean)
}
