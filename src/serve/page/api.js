// What the program is asked. An error has the status of the answer; 0 where there was none.

/** Under which name the browser's storage for this host and port has the token. */
const KEPT = 'nianbao';

/**
 * What the program knows us by. The address that it has given out has it as the first part of its path; from then on the storage has it, so
 * that it stands neither in the address bar nor in titles, bookmarks and links. Where there is no storage, the address keeps it.
 */
function tokenOf() {
  const given = /^\/([0-9a-f]{32})\//.exec(location.pathname);
  try {
    if (!given) return localStorage.getItem(KEPT) || 'none';
    localStorage.setItem(KEPT, given[1]);
    history.replaceState(history.state, '', '/' + location.search + location.hash);
  } catch (_) { /* As said: the address keeps it. */ }
  return given ? given[1] : 'none';
}

const token = tokenOf();

/** The address of a question. */
export const address = path => `/${token}/api/${path}`;

function failure(message, status) {
  return Object.assign(new Error(message), { status });
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(address(path), options);
  } catch (_) {
    throw failure('连不上程序：nianbao serve 可能已经结束', 0);
  }
  if (response.ok) return response;
  const answer = await response.json().catch(() => ({}));
  throw failure(answer.message || `程序没有接受（${response.status}）`, response.status);
}

const posted = (body, signal) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal });

/** The answer of the program; `body` is sent as JSON, `signal` ends the request. */
export async function ask(path, body, signal) {
  const response = await request(path, body && posted(body, signal));
  return response.json().catch(() => ({}));
}

/** The answer to a file; what is said of it goes by its keys. */
export async function upload(path, said, file) {
  const query = Object.keys(said).filter(key => said[key] !== '').map(key => `${key}=${encodeURIComponent(said[key])}`).join('&');
  const options = { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: file };
  return (await request(`${path}?${query}`, options)).json();
}

/** Hands a finished file to the browser, which asks where to or puts it among the downloads. */
function handOver(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/** Downloads the answer as a file of this name. */
export async function download(path, body, name) {
  handOver(await (await request(path, posted(body))).blob(), name);
}

/** Downloads a file under the name that the program gives it. It is no link, so no list of downloads has the address. */
export async function downloadNamed(path) {
  const response = await request(path);
  const named = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') || '');
  handOver(await response.blob(), named ? decodeURIComponent(named[1]) : '');
}

/** The path of a question about a file. */
export const of = (path, name) => `${path}?file=${encodeURIComponent(name)}`;
