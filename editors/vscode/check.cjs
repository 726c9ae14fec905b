// Plays the editor to the packed extension: `vscode` is a stand-in with what the language client needs, the client and the program are real.
//
//   node check.cjs EXTENSION PROGRAM
"use strict";

const assert = require("node:assert/strict");
const Module = require("node:module");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const [, , extension, program] = process.argv;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "年报 "));
process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
process.on("unhandledRejection", (error) => fail(error.stack));
const patience = setTimeout(() => fail("nothing came within 60 seconds"), 60_000);

function fail(message) {
  console.error(message);
  console.error(editor.messages.join("\n"));
  process.exit(1);
}

/** What the editor has: values of settings, messages to the user, findings by address, what was registered. */
const editor = { settings: {}, messages: [], findings: new Map(), providers: {}, commands: {}, listeners: {} };

class Disposable {
  constructor(end) {
    this.end = end;
  }
  dispose() {
    this.end?.();
  }
  static from(...all) {
    return new Disposable(() => all.forEach((one) => one.dispose()));
  }
}

class EventEmitter {
  listeners = new Set();
  event = (listener, self) => {
    const bound = self ? listener.bind(self) : listener;
    this.listeners.add(bound);
    return new Disposable(() => this.listeners.delete(bound));
  };
  fire(value) {
    this.listeners.forEach((listener) => listener(value));
  }
  dispose() {
    this.listeners.clear();
  }
}

class Uri {
  constructor(scheme, fsPath) {
    Object.assign(this, { scheme, fsPath, path: fsPath, authority: "", query: "", fragment: "" });
  }
  static file = (name) => new Uri("file", name);
  static parse = (text) => {
    const [, scheme, rest] = text.match(/^([a-z]+):(?:\/\/)?(.*)$/);
    return new Uri(scheme, decodeURIComponent(rest));
  };
  toString() {
    const encoded = this.path.split("/").map(encodeURIComponent).join("/");
    return this.scheme === "file" ? `file://${encoded}` : `${this.scheme}:${encoded}`;
  }
}

class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
}

class Range {
  constructor(start, end, ...rest) {
    [this.start, this.end] = rest.length === 2 ? [new Position(start, end), new Position(...rest)] : [start, end];
  }
}

class Diagnostic {
  constructor(range, message, severity) {
    Object.assign(this, { range, message, severity });
  }
}

class CancellationTokenSource {
  token = { isCancellationRequested: false, onCancellationRequested: () => new Disposable() };
  cancel() {}
  dispose() {}
}

class CodeActionKind {
  constructor(value) {
    this.value = value;
  }
  append = (name) => new CodeActionKind(this.value ? `${this.value}.${name}` : name);
  static Empty = new CodeActionKind("");
  static QuickFix = new CodeActionKind("quickfix");
  static Source = new CodeActionKind("source");
  static SourceFixAll = new CodeActionKind("source.fixAll");
}

/** A document of the editor. */
function document(name, text) {
  return {
    uri: Uri.file(path.join(folder, name)),
    fileName: path.join(folder, name),
    languageId: "yaml",
    version: 1,
    isClosed: false,
    text,
    getText() {
      return this.text;
    },
  };
}

const on = (name) => (editor.listeners[name] ??= new EventEmitter()).event;
const register = (kind) => (selector, provider) => {
  editor.providers[kind] = provider;
  return new Disposable();
};

/** A part of the interface: what stands here, for all else a function that does nothing and gives what can be disposed of. */
const part = (known) => new Proxy(known, { get: (all, name) => (name in all ? all[name] : () => new Disposable()) });

const vscode = {
  // Taken as it is, not copied name by name: the classes of below come when they are asked for.
  __esModule: true,
  Disposable,
  EventEmitter,
  Uri,
  Position,
  Range,
  Diagnostic,
  CancellationTokenSource,
  CodeActionKind,
  CancellationError: class extends Error {},
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
  LogLevel: { Off: 0, Trace: 1, Debug: 2, Info: 3, Warning: 4, Error: 5 },
  version: "1.91.0",
  env: part({ language: "zh-cn", appName: "check", isTelemetryEnabled: false, onDidChangeLogLevel: on("log"), logLevel: 3 }),
  l10n: { t: (text) => text },
  commands: part({
    registerCommand: (name, run) => {
      editor.commands[name] = run;
      return new Disposable();
    },
    executeCommand: async () => undefined,
  }),
  window: part({
    activeTextEditor: undefined,
    visibleTextEditors: [],
    tabGroups: { all: [], onDidChangeTabs: on("tabs"), onDidChangeTabGroups: on("groups") },
    createOutputChannel: () => part({ name: "年报", logLevel: 3, onDidChangeLogLevel: on("log") }),
    showErrorMessage: async (message) => void editor.messages.push(message),
  }),
  workspace: part({
    textDocuments: [],
    notebookDocuments: [],
    workspaceFolders: [{ uri: Uri.file(folder), name: "年报", index: 0 }],
    getConfiguration: (section) => ({ get: (name, fallback) => editor.settings[`${section}.${name}`] ?? fallback, has: () => false }),
    createFileSystemWatcher: () => part({ onDidCreate: on("create"), onDidChange: on("fileChange"), onDidDelete: on("delete") }),
    ...Object.fromEntries(["Open", "Change", "Close", "Save"].map((word) => [`onDid${word}TextDocument`, on(word)])),
    onDidChangeConfiguration: on("configuration"),
    onDidChangeWorkspaceFolders: on("folders"),
  }),
  languages: part({
    match: (selector, { uri, languageId }) =>
      selector.some((one) => one.language === languageId && (!one.scheme || one.scheme === uri.scheme)) ? 10 : 0,
    createDiagnosticCollection: () => ({
      set: (uri, found) => editor.findings.set(uri.toString(), found),
      delete: (uri) => editor.findings.delete(uri.toString()),
      clear: () => editor.findings.clear(),
      has: (uri) => editor.findings.has(uri.toString()),
      get: (uri) => editor.findings.get(uri.toString()),
      forEach: (each) => editor.findings.forEach(each),
      dispose: () => editor.findings.clear(),
    }),
    registerHoverProvider: register("hover"),
    registerCompletionItemProvider: register("completion"),
    registerCodeActionsProvider: register("actions"),
    registerDefinitionProvider: register("definition"),
  }),
};

// Every other class of the interface only keeps what it is given.
const stub = new Proxy(vscode, {
  get: (all, name) => {
    if (!(name in all) && typeof name === "string" && /^[A-Z]/.test(name)) {
      all[name] = class {
        constructor(...given) {
          this.given = given;
        }
      };
    }
    return all[name];
  },
});

const load = Module._load;
Module._load = (name, ...rest) => (name === "vscode" ? stub : load(name, ...rest));

/** Waits until something holds. */
async function until(what, holds) {
  for (let tries = 0; tries < 1500; tries += 1) {
    const found = holds();
    if (found) {
      return found;
    }
    await new Promise((resume) => setTimeout(resume, 20));
  }
  return fail(`${what}: nothing came in 30 seconds`);
}

async function main() {
  const good = "机关名称: 甲局\n年度: 2024\n主动公开:\n  行政许可: 16\n";
  const bad = document("2024.yaml", good.replace("16", "壹"));
  const other = document("compose.yaml", "services: {web: {image: a}}\n");
  vscode.workspace.textDocuments.push(bad, other);
  const { activate, deactivate } = require(path.join(extension, "dist/extension.js"));
  const context = { subscriptions: [] };

  // A program that is not there: the user learns what to do.
  editor.settings["nianbao.path"] = path.join(folder, "没有");
  await activate(context);
  await until("a message", () => editor.messages.length > 0);
  assert.match(editor.messages[0], /没能启动“.*没有 lsp”。请安装 nianbao，或在设置里写明程序的位置。/);

  // The setting is put right: the server starts, and finds what there is to find.
  editor.settings["nianbao.path"] = program;
  editor.listeners.configuration.fire({ affectsConfiguration: (name) => name === "nianbao.path" });
  const found = await until("findings", () => editor.findings.get(bad.uri.toString()));
  const figure = found.find((one) => (one.code?.value ?? one.code) === "N008");
  assert.ok(figure, JSON.stringify(found));
  // 行政许可: 壹 stands in the fourth line behind two blanks, four letters, colon and blank.
  assert.deepEqual([figure.range.start.line, figure.range.start.character, figure.range.end.character], [3, 8, 9]);
  assert.equal(figure.source, "nianbao");
  assert.equal(figure.severity, vscode.DiagnosticSeverity.Error);
  assert.equal(editor.findings.has(other.uri.toString()), false);

  // Hover goes through the client, too.
  const token = new CancellationTokenSource().token;
  const hover = await editor.providers.hover.provideHover(bad, new Position(3, 8), token);
  assert.match(JSON.stringify(hover), /不是数字/);

  // What is typed is looked at again.
  Object.assign(bad, { text: good, version: 2 });
  const [start, end] = [new Position(3, 8), new Position(3, 9)];
  const change = { range: new Range(start, end), rangeOffset: 0, rangeLength: 1, text: "16" };
  editor.listeners.Change.fire({ document: bad, contentChanges: [change] });
  await until("the figure is one", () => {
    const now = editor.findings.get(bad.uri.toString());
    return now && now.every((one) => (one.code?.value ?? one.code) !== "N008");
  });

  await editor.commands["nianbao.restart"]();
  await deactivate();
  assert.equal(editor.messages.length, 1, editor.messages.join("\n"));
  clearTimeout(patience);
  console.log("the extension starts the program, shows its findings, and says what to do where there is none");
}

main().catch((error) => fail(error.stack));
