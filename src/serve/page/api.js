// What the program is asked. An error has the status of the answer; 0 where there was none.

function failure(message, status) {
  return Object.assign(new Error(message), { status });
}

/** The answer of the program; `body` is sent as JSON, `signal` ends the request. */
export async function ask(path, body, signal) {
  const options = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal };
  let response;
  try {
    response = await fetch('api/' + path, options);
  } catch (_) {
    throw failure('连不上程序：nianbao serve 可能已经结束', 0);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw failure(answer.message || `程序没有接受（${response.status}）`, response.status);
  return answer;
}

/** The path of a question about a file. */
export const of = (path, name) => `${path}?file=${encodeURIComponent(name)}`;
