//! Who may ask: the page whose address this run has given out, and nobody else.
//!
//! Others can reach a server on this machine too. Each of these checks keeps out one of them:
//!
//! | who | what gives them away |
//! |---|---|
//! | another user of this machine | they do not know the token, 128 random bits in every path |
//! | a page of another site that sends requests | `Origin`, `Sec-Fetch-Site`; it does not know the token |
//! | a site that gives its own name to this address (DNS rebinding) | `Host` |
//!
//! The token stands in the path of requests and not in a cookie: cookies know no ports, so a browser would
//! hand one to any other server on this machine. It is new at each start, and no `Referer` carries it
//! further. The address that is opened has it in its path too; the page then keeps it in the browser's
//! storage for this very host and port, and shows an address without it. So the page itself and its script,
//! which hold nothing of anybody, are given to everybody.

use axum::extract::Request;
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderName, HeaderValue, LOCATION,
    ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

/// Bytes of the token: nobody guesses 128 bits.
const TOKEN_BYTES: usize = 16;

/// Where a program that was started later asks for a [proof](Access::proof): the number follows.
pub(super) const PROOF_PATH: &str = "/instance/";

/// How many characters such a number has.
const NONCE_CHARS: usize = 32;

/// The content security policy of the page: it loads nothing from elsewhere and sends nothing elsewhere.
/// Inline styles are allowed, as tables have style attributes.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What every answer says to the browser: nothing of it is kept, taken for something else, or given to the
/// pages of others, not even those of other ports of this machine.
const HEADERS: [(HeaderName, &str); 6] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// The address of one run, and who may ask there.
#[derive(Debug)]
pub struct Access {
    /// `127.0.0.1:8765`, and the same with the name of this machine.
    hosts: [String; 2],
    port: u16,
    token: String,
    /// Tokens are compared by their hashes, which takes as long for a wrong one as for the right one.
    token_hash: blake3::Hash,
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// It comes from a page of another site, or names another host.
    #[error("这个请求来自别的网站，没有接受")]
    Foreign,
    /// It does not know the token.
    #[error("没有权限：请从桌面重新打开填报页，或打开 nianbao serve 启动时给出的完整地址（每次启动都不同）")]
    Token,
}

/// What a request may have.
pub(super) enum Permit {
    /// An answer to this request, whose path has no token any more.
    Answer(Request),
    /// The address of the page, as the one asked for lacks the last slash.
    Page(HeaderValue),
    /// What another start for the same folder asks for.
    Proof(String),
}

impl Access {
    /// For a server at this port, with a new token.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub fn new(port: u16) -> std::io::Result<Self> {
        let mut bytes = [0; TOKEN_BYTES];
        getrandom::fill(&mut bytes)?;
        let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self::with_token(port, token))
    }

    /// For a server at this port that has this token.
    pub(super) fn with_token(port: u16, token: String) -> Self {
        let token_hash = blake3::hash(token.as_bytes());
        let hosts = ["127.0.0.1", "localhost"].map(|name| format!("{name}:{port}"));
        Self { hosts, port, token, token_hash }
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// What only who knows the token can say to a number: that it is this program which answers at this
    /// port. The token cannot be found from it.
    pub(super) fn proof(&self, nonce: &str) -> String {
        let key = blake3::derive_key("nianbao serve: the program of a folder", self.token.as_bytes());
        let asked = format!("{} {nonce}", self.port);
        blake3::keyed_hash(&key, asked.as_bytes()).to_hex().to_string()
    }

    /// The address to open, which holds the token.
    pub fn address(&self) -> String {
        format!("http://{}/{}/", self.hosts[0], self.token)
    }

    /// Checks a request, and takes the token out of its path. What is given to everybody, by its path, needs
    /// none.
    pub(super) fn check(
        &self,
        request: Request,
        is_public: impl Fn(&str) -> bool,
    ) -> Result<Permit, Refusal> {
        let (mut parts, body) = request.into_parts();
        let path = parts.uri.path().strip_prefix('/').unwrap_or_default();
        let (token, inside) = path.split_once('/').map_or((path, None), |(token, rest)| (token, Some(rest)));
        let is_page = inside.unwrap_or_default().is_empty() && parts.method == Method::GET;
        if !self.is_own(&parts.headers, is_page) {
            return Err(Refusal::Foreign);
        }
        if parts.method == Method::GET {
            let nonce = parts.uri.path().strip_prefix(PROOF_PATH);
            let is_nonce = |nonce: &&str| {
                nonce.len() == NONCE_CHARS && nonce.bytes().all(|byte| byte.is_ascii_hexdigit())
            };
            if let Some(nonce) = nonce.filter(is_nonce) {
                return Ok(Permit::Proof(self.proof(nonce)));
            }
            if is_public(parts.uri.path()) {
                return Ok(Permit::Answer(Request::from_parts(parts, body)));
            }
        }
        if blake3::hash(token.as_bytes()) != self.token_hash {
            return Err(Refusal::Token);
        }
        let Some(inside) = inside else {
            let page = HeaderValue::from_str(&format!("/{}/", self.token));
            return page.map(Permit::Page).map_err(|_| Refusal::Token);
        };
        let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        let inside: PathAndQuery = format!("/{inside}{query}").parse().map_err(|_| Refusal::Token)?;
        parts.uri = Uri::from(inside);
        Ok(Permit::Answer(Request::from_parts(parts, body)))
    }

    /// Whether a request names one of our hosts and does not come from a page of another site. A browser
    /// that sends neither header is an old one; the token is asked of it all the same.
    fn is_own(&self, headers: &HeaderMap, is_page: bool) -> bool {
        let header = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
        let Some(host) = header(&HOST).filter(|host| self.hosts.iter().any(|own| own == host)) else {
            return false;
        };
        let own_origin = header(&ORIGIN).is_none_or(|origin| origin.strip_prefix("http://") == Some(host));
        own_origin && is_own_site(&header, is_page)
    }
}

/// Whether `Sec-Fetch-Site` says that our own page asks, or the user: by an address typed, a bookmark,
/// another program. The page itself may also be opened by a link in a file or on a page, in a window of its
/// own; who put the link there learns nothing by that, and must know the token.
fn is_own_site<'h>(header: &impl Fn(&HeaderName) -> Option<&'h str>, is_page: bool) -> bool {
    const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
    const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
    const DESTINATION: HeaderName = HeaderName::from_static("sec-fetch-dest");
    match header(&SITE) {
        None | Some("same-origin" | "none") => true,
        Some(_) => is_page && header(&MODE) == Some("navigate") && header(&DESTINATION) == Some("document"),
    }
}

/// The answer to a request that is refused: a sentence for a person, JSON for the page's script.
pub(super) fn refused(refusal: Refusal, headers: &HeaderMap) -> Response {
    let accepts = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (kind, body) = if accepts.contains("text/html") {
        ("text/plain; charset=utf-8", refusal.to_string())
    } else {
        ("application/json", serde_json::json!({ "message": refusal.to_string() }).to_string())
    };
    (StatusCode::FORBIDDEN, [(CONTENT_TYPE, kind)], body).into_response()
}

/// Sends the browser to the page.
pub(super) fn to_page(address: HeaderValue) -> Response {
    (StatusCode::PERMANENT_REDIRECT, [(LOCATION, address)]).into_response()
}

/// The answer to another start for the same folder.
pub(super) fn proven(proof: String) -> Response {
    ([(CONTENT_TYPE, "text/plain")], proof).into_response()
}

/// Adds what every answer says to the browser. Only pictures of pages say for themselves how long they are
/// kept.
pub(super) fn harden(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        if name == CACHE_CONTROL && headers.contains_key(CACHE_CONTROL) {
            continue;
        }
        headers.insert(name, HeaderValue::from_static(value));
    }
}
