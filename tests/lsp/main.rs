//! The language server, spoken to as an editor does: frames over standard input and output.
#![allow(clippy::disallowed_methods, reason = "tests read the files that they have written themselves")]

mod actions;
mod client;
mod completion;
mod findings;
mod places;
mod protocol;

use client::{Client, uri};

/// A folder, and a server that shows it.
struct Office {
    folder: tempfile::TempDir,
    client: Client,
}

impl Office {
    fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("年报 ").tempdir().expect("a folder");
        let client = Client::in_folder(folder.path());
        Self { folder, client }
    }

    /// The address of a file in the folder.
    fn uri(&self, name: &str) -> String {
        uri(&self.folder.path().join(name))
    }

    /// Writes a file.
    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).expect("a file");
    }

    /// Opens a text as a document of the folder; gives its address.
    fn open(&mut self, name: &str, text: &str) -> String {
        let uri = self.uri(name);
        self.client.open(&uri, text);
        uri
    }
}

/// A report without anything to find.
const GOOD: &str = "机关名称: 甲市教育局\n年度: 2024\n依申请公开:\n  本年新收: {自然人: 16}\n  予以公开: {自然人: 15}\n  结转下年度: {自然人: 1}\n";
