//! The manners of the server: beginning and end, requests that are cancelled or unknown, input that is none.

use serde_json::{Value as Json, json};

use crate::client::Client;
use crate::{GOOD, Office};

#[test]
fn it_ends_with_0_after_shutdown_and_with_1_without() {
    assert_eq!(Office::new().client.shut_down(), Some(0));
    let mut office = Office::new();
    office.client.notify("exit", Json::Null);
    assert_eq!(office.client.hang_up(), Some(1));
    // An editor that is gone.
    assert_eq!(Office::new().client.hang_up(), Some(1));
    let mut client = Client::start();
    client.notify("exit", Json::Null);
    assert_eq!(client.hang_up(), Some(1));
}

#[test]
fn nothing_is_answered_before_it_is_initialized_nor_after_shutdown() {
    let mut client = Client::start();
    let id = client.ask("textDocument/hover", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], -32002);
    let mut office = Office::new();
    let client = &mut office.client;
    let id = client.ask("initialize", json!({"capabilities": {}}));
    assert_eq!(client.answer(id)["error"]["code"], -32600);
    client.request("shutdown", Json::Null);
    let id = client.ask("textDocument/hover", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], -32600);
    client.notify("exit", Json::Null);
    assert_eq!(office.client.hang_up(), Some(0));
}

#[test]
fn an_editor_that_can_nothing_is_served() {
    let mut client = Client::start();
    let answer = client.request("initialize", json!({"capabilities": {}}));
    assert_eq!(answer["serverInfo"]["name"], "nianbao");
    assert_eq!(answer["capabilities"]["textDocumentSync"]["change"], 2);
    client.notify("initialized", json!({}));
    // A document that is no file: the names of other files lead nowhere, and nothing else is amiss.
    client.open("untitled:Untitled-1", "年度: 2024\n上年数据: 2023.yaml\n");
    let found = client.findings("untitled:Untitled-1", 1);
    assert!(found.iter().any(|found| found["code"] == "N009"), "{found:?}");
    assert!(found.iter().all(|found| found.get("relatedInformation").is_none()));
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn what_is_no_message_is_answered_and_passed_over() {
    let mut office = Office::new();
    let client = &mut office.client;
    let frame = |body: &str| format!("Content-Length: {}\r\n\r\n{body}", body.len());
    for bad in [frame("{\"jsonrpc\""), frame("[1]"), frame(&"[".repeat(50_000)), "\r\n".to_owned()] {
        client.write(bad.as_bytes());
        let answer = client.message();
        assert_eq!((answer["id"].clone(), answer["error"]["code"].clone()), (Json::Null, json!(-32700)));
    }
    client.write(b"\xFF\xFE\x00 garbage\r\n\r\n");
    assert_eq!(client.message()["error"]["code"], -32700);
    // Parameters that are none, documents that are not open, methods that do not exist.
    for (method, params, code) in [
        ("textDocument/hover", json!({"position": 1}), -32602),
        ("textDocument/hover", Json::Null, -32602),
        (
            "textDocument/hover",
            json!({"textDocument": {"uri": ":"}, "position": {"line": 0, "character": 0}}),
            -32602,
        ),
        (
            "textDocument/completion",
            json!({"textDocument": {"uri": "file:///a"}, "position": {"line": -1, "character": 0}}),
            -32602,
        ),
        ("textDocument/rename", json!({}), -32601),
        ("$/unknown", json!({}), -32601),
    ] {
        let id = client.ask(method, params);
        assert_eq!(client.answer(id)["error"]["code"], code, "{method}");
    }
    client.notify(
        "textDocument/didChange",
        json!({"textDocument": {"uri": "file:///a", "version": 1}, "contentChanges": []}),
    );
    client.notify("textDocument/didOpen", json!({}));
    client.notify("$/unknown", json!({}));
    for _ in 0..2 {
        assert_eq!(client.message()["method"], "window/logMessage");
    }
    // Positions that no text has.
    let uri = office.open("a.yaml", GOOD);
    let far = u32::MAX as usize;
    for position in [(far, far), (0, far), (far, 0)] {
        for method in ["textDocument/hover", "textDocument/completion", "textDocument/definition"] {
            office.client.at(method, &uri, position);
        }
    }
    let end = json!({"line": u32::MAX, "character": u32::MAX});
    let start = json!({"line": 1, "character": 99});
    office.client.notify(
        "textDocument/didChange",
        json!({"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"range": {"start": end, "end": start}, "text": "年度: 2024\n"}]}),
    );
    // The year twice.
    assert!(office.client.findings(&uri, 2).iter().any(|found| found["code"] == "N005"));
    assert_eq!(office.client.shut_down(), Some(0));
}

#[test]
fn a_request_that_is_cancelled_is_not_worked_on() {
    let mut office = Office::new();
    let uri = office.open("a.yaml", GOOD);
    // In one piece, so that all of it is there when the first is taken.
    let at = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 1}});
    let mut bytes = String::new();
    for body in [
        json!({"jsonrpc": "2.0", "id": 101, "method": "textDocument/hover", "params": at}),
        json!({"jsonrpc": "2.0", "id": "b", "method": "textDocument/hover", "params": at}),
        json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": "b"}}),
        json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 77}}),
        json!({"jsonrpc": "2.0", "id": 102, "method": "textDocument/hover", "params": at}),
    ] {
        let body = body.to_string();
        bytes.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    }
    office.client.write(bytes.as_bytes());
    assert!(office.client.answer(102)["result"].is_object());
    // One answer for each request, whether the cancellation came in time or not.
    office.client.shut_down();
}

#[test]
fn no_file_is_written() {
    let mut office = Office::new();
    office.write("a.yaml", GOOD);
    let uri = office.open("a.yaml", &GOOD.replace("16", "１６"));
    office.client.findings(&uri, 1);
    office.client.at("textDocument/hover", &uri, (3, 14));
    let Office { folder, client } = office;
    client.shut_down();
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["a.yaml"]);
    assert_eq!(std::fs::read_to_string(folder.path().join("a.yaml")).unwrap(), GOOD);
}

#[test]
fn a_text_cut_off_anywhere_is_answered() {
    let mut office = Office::new();
    let whole = include_str!("../../examples/jiyuan-2024.yaml");
    let broken = "机关名称: 𬭎\n年度: 2024\n豁免: [{规则: N201, 理由: \"𬭎\n依申请公开: {本年新收: [1, {自然人: 𬭎}\n总体情况: '共 {{ 依申请公开.𬭎 }} {{#if 有}}\n- - : {{{\n\t𬭎：𬭎\r\n";
    let uri = office.open("a.yaml", "年度: 2024\n");
    let mut version = 1;
    for (text, step) in [(whole, 97), (broken, 3)] {
        for end in (0..text.len()).step_by(step).filter(|end| text.is_char_boundary(*end)) {
            let text = &text[..end];
            version += 1;
            office.client.change(&uri, version, text);
            let line = text.matches('\n').count();
            let last = text.rsplit('\n').next().unwrap_or_default().encode_utf16().count();
            for (line, character) in [(line, last), (line / 2, 3), (line, last / 2)] {
                for method in ["hover", "completion", "definition"] {
                    office.client.at(&format!("textDocument/{method}"), &uri, (line, character));
                }
            }
            let here = json!({"line": line, "character": last});
            let params = json!({
                "textDocument": {"uri": uri},
                "range": {"start": here, "end": here},
                "context": {"diagnostics": []},
            });
            office.client.request("textDocument/codeAction", params);
        }
    }
    assert_eq!(office.client.shut_down(), Some(0));
}
