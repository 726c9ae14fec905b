//! The licences of the bundled faces, as `nianbao fonts --licenses` prints them: who takes a program with
//! faces in it takes them too, and must be able to read on what terms.

/// The files of `fonts/` that share a licence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct BundledLicence {
    /// Names of the font files.
    pub files: &'static [&'static str],
    /// What they were made from, and what was changed.
    pub origin: &'static str,
    /// The name of the licence, with its SPDX expression.
    pub name: &'static str,
    /// How the files may be replaced, where the licence asks that they can be.
    pub replacement: Option<&'static str>,
    /// The texts, as their authors wrote them.
    pub texts: &'static [&'static str],
}

const OFL: &str = "SIL 开放字体许可证 1.1（OFL-1.1）";

/// The licences of all bundled faces.
pub const BUNDLED_LICENCES: [BundledLicence; 5] = [
    BundledLicence {
        files: &["BaogaoBiaotiSong.ttf", "BaogaoShuSong.ttf", "BaogaoSong.ttf"],
        origin: "由 Noto Serif SC（思源宋体）裁剪，已改名",
        name: OFL,
        replacement: None,
        texts: &[include_str!("../../fonts/licenses/BaogaoSong-NotoSerifSC-OFL.txt")],
    },
    BundledLicence {
        files: &["BaogaoHei.ttf"],
        origin: "由 Noto Sans SC（思源黑体）裁剪，已改名",
        name: OFL,
        replacement: None,
        texts: &[include_str!("../../fonts/licenses/BaogaoHei-NotoSansSC-OFL.txt")],
    },
    BundledLicence {
        files: &["BaogaoKaiSupplement.ttf", "BaogaoKaiRare.ttf"],
        origin: "由霞鹜文楷 Light 裁剪，已改名",
        name: OFL,
        replacement: None,
        texts: &[
            include_str!("../../fonts/licenses/BaogaoKaiSupplement-LXGWWenKai-OFL.txt"),
            include_str!("../../fonts/licenses/BaogaoKaiSupplement-LXGWWenKai-Debian-copyright.txt"),
        ],
    },
    BundledLicence {
        files: &["LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"],
        origin: "Liberation Serif，未作改动",
        name: OFL,
        replacement: None,
        texts: &[include_str!("../../fonts/licenses/LiberationSerif-OFL.txt")],
    },
    BundledLicence {
        files: &["FandolFang-Regular.otf", "FandolKai-Regular.otf"],
        origin: "Fandol 仿宋、楷体，未作改动",
        name: "GNU 通用公共许可证第 3 版，附字体例外（GPL-3.0-only WITH Font-exception-2.0）：\
               用它排出的文件不受该许可证约束",
        replacement: Some(
            "把改过的同名字体放进一个文件夹，用环境变量 NIANBAO_FONTS 指明，或放进程序旁边的 fonts 文件夹，\
             就代替程序里的那一个；本机或 --font-path 里的仿宋、楷体也优先。\
             要不带字体的程序，编译时去掉 embed-fonts 这一项功能",
        ),
        texts: &[
            include_str!("../../fonts/licenses/Fandol-README.txt"),
            include_str!("../../fonts/licenses/Fandol-COPYING-GPL-3.txt"),
        ],
    },
];
