//! `nianbao gauge`.

use super::args::GaugeArgs;
use super::{Failure, Status, output};
use crate::layout::Layout;
use crate::publish::replace_own;
use crate::render::ruler;
use crate::templates::LAYOUT;

/// Writes the 校样尺.
pub fn run(args: &GaugeArgs) -> Result<Status, Failure> {
    let sheet = ruler::pdf(&Layout::parse(LAYOUT)?);
    if args.out.as_os_str() == "-" {
        return output::data(&sheet).map(|()| Status::Clean);
    }
    replace_own(&args.out, &sheet, "gauge")?;
    output::remark(&format!("已生成 {}，按实际大小（100%）打印", args.out.display()));
    Ok(Status::Clean)
}
