// The extension: starts `nianbao lsp` and lets the editor talk to it. What a data file is, what is found in it and
// what is proposed, the program decides; it leaves other YAML files alone.
"use strict";

const { execFile } = require("node:child_process");
const { promisify } = require("node:util");

const vscode = require("vscode");
const { LanguageClient, State } = require("vscode-languageclient/node");

/** The client at hand; none before the first start and after the end. */
let client;
/** Last year's file may be changed by another program. */
let watcher;

/** Starts the program, and again when its settings change or somebody asks. */
async function activate(context) {
  watcher = vscode.workspace.createFileSystemWatcher("**/*.{yaml,yml}");
  context.subscriptions.push(
    watcher,
    vscode.commands.registerCommand("nianbao.restart", restart),
    vscode.workspace.onDidChangeConfiguration((change) => {
      const settings = ["nianbao.path", "nianbao.template"];
      return settings.some((name) => change.affectsConfiguration(name)) ? restart() : undefined;
    }),
  );
  await start();
}

/** The editor is closing or the extension is turned off. */
async function deactivate() {
  await stop();
}

async function restart() {
  await stop();
  await start();
}

async function start() {
  const settings = vscode.workspace.getConfiguration("nianbao");
  const path = (settings.get("path") || "nianbao").trim();
  const template = (settings.get("template") || "").trim();
  try {
    // Looked for first: the client would say in English that it is not there.
    await promisify(execFile)(path, ["--version"], { windowsHide: true });
  } catch (error) {
    return void say(path, error);
  }
  const args = template ? ["lsp", "--template", template] : ["lsp"];
  const documents = ["file", "untitled"].map((scheme) => ({ scheme, language: "yaml" }));
  client = new LanguageClient(
    "nianbao",
    "年报",
    { command: path, args },
    {
      documentSelector: documents,
      synchronize: { fileEvents: watcher },
    },
  );
  try {
    await client.start();
  } catch (error) {
    void say(path, error);
  }
}

async function stop() {
  const running = client;
  client = undefined;
  // One that never started cannot be stopped.
  if (running && running.state === State.Running) {
    await running.stop();
  }
}

/** Says that the program did not start, and what to do. Nothing waits for the answer. */
async function say(path, error) {
  const settings = "打开设置";
  const reason = error.code === "ENOENT" ? "没有这个程序" : error.message;
  const chosen = await vscode.window.showErrorMessage(
    `年报：没能启动“${path} lsp”。请安装 nianbao，或在设置里写明程序的位置。（${reason}）`,
    settings,
  );
  if (chosen === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "nianbao.path");
  }
}

module.exports = { activate, deactivate };
