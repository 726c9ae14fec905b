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

/** The answer of the program; `body` is sent as JSON, `signal` ends the request. */
export async function ask(path, body, signal) {
  const options = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal };
  let response;
  try {
    response = await fetch(address(path), options);
  } catch (_) {
    throw failure('连不上程序：nianbao serve 可能已经结束', 0);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw failure(answer.message || `程序没有接受（${response.status}）`, response.status);
  return answer;
}

/** The path of a question about a file. */
export const of = (path, name) => `${path}?file=${encodeURIComponent(name)}`;
