//! Tokens to a template that Handlebars renders.
//!
//! Blocks are put together here, on a stack; Handlebars parses each tag by itself. In front of every piece
//! stands a *mark*, a text that is not printed but says which token follows, so that the output knows where
//! each of its pieces came from ([`render`](super::render)).
//!
//! ```text
//! tokens    0 收到 | 1 {{#if 有}} | 2 {{新收}} | 3 件 | 4 {{else}} | 5 零件 | 6 {{/if}}
//! template  ⟦0⟧ ⟦1⟧ if 有: [ ⟦2⟧ 新收 ⟦3⟧ ] else: [ ⟦5⟧ ]
//! ```
//! The text itself is not given to Handlebars: the mark stands for it.

use handlebars::Template;
use handlebars::template::{HelperTemplate, TemplateElement};

use super::names::{BLOCKS, Names};
use super::tags::{Kind, MAX_NESTING, Token, inside, word};
use super::{MARK, Problem};

/// Puts the template together. What is wrong goes into the problems of `names`, of which there is none only
/// if a template comes back; the first tag that cannot be read is the last that is looked at.
pub(super) fn assemble(template: &str, tokens: &[Token], names: &mut Names<'_>) -> Option<Template> {
    let mut builder = Builder { template, tokens, names, open: Vec::new(), root: Template::new() };
    for index in 0..tokens.len() {
        if let Err(problem) = builder.token(index) {
            builder.names.problems.push(problem);
            return None;
        }
    }
    if let Some(block) = builder.open.iter().find(|block| !block.chained) {
        let message = format!("这里的 {{{{#{}}}}} 没有结束", block.name);
        let help = format!("在该结束的地方写上 {{{{/{}}}}}", block.name);
        let at = tokens[block.token].at.clone();
        builder.names.problems.push(Problem::syntax(at, message, help));
    }
    let root = builder.root;
    names.problems.is_empty().then_some(root)
}

/// A block whose end has not come yet.
struct Block {
    /// The token of its tag.
    token: usize,
    name: &'static str,
    helper: HelperTemplate,
    /// What stands in the part of the block at hand.
    body: Template,
    /// Whether that is the part behind `{{else}}`.
    is_else: bool,
    /// Whether it is itself the `{{else if …}}` of the block below it, with which it ends.
    chained: bool,
}

impl Block {
    /// Whether the names of the part at hand belong to another object than the data.
    fn changes_context(&self) -> bool {
        self.name != "if" && !self.is_else
    }

    /// Ends the part at hand.
    fn end_part(&mut self) {
        // A part that puts down nothing still takes a step each time.
        if self.body.elements.is_empty() {
            self.body.elements.push(mark(self.token));
        }
        let body = std::mem::take(&mut self.body);
        *(if self.is_else { &mut self.helper.inverse } else { &mut self.helper.template }) = Some(body);
    }
}

struct Builder<'a, 'n, 'd> {
    template: &'a str,
    tokens: &'a [Token],
    names: &'n mut Names<'d>,
    open: Vec<Block>,
    root: Template,
}

impl Builder<'_, '_, '_> {
    fn token(&mut self, index: usize) -> Result<(), Problem> {
        let Token { at, kind } = self.tokens[index].clone();
        let tag = &self.template[at.clone()];
        match kind {
            Kind::Text => self.put(mark(index)),
            Kind::Comment => {}
            Kind::Value => {
                let helper = single(tag).ok_or_else(|| self.names.unreadable(at.clone()))?;
                self.names.value(&helper, at, self.is_root())?;
                self.put(mark(index));
                self.put(TemplateElement::Expression(Box::new(helper)));
            }
            Kind::Open => {
                let call = inside(tag).trim_start_matches('#').trim_start();
                self.put(mark(index));
                self.open(index, call, false)?;
            }
            Kind::Else => self.otherwise(index, tag)?,
            Kind::Close => self.close(index, tag)?,
            Kind::Foreign => {
                let message = "正文里不能定义或引用别的模板，不能用原样块";
                return Err(self.names.not_allowed(at, message.to_owned()));
            }
            Kind::TooLong => {
                return Err(self.names.not_allowed(at, "{{ }} 过长或括号过多".to_owned()));
            }
            Kind::Unclosed => return Err(self.names.unreadable(at)),
        }
        Ok(())
    }

    fn put(&mut self, element: TemplateElement) {
        let body = self.open.last_mut().map_or(&mut self.root, |block| &mut block.body);
        body.elements.push(element);
    }

    /// Whether names are those of the data, in no block that changes what they mean.
    fn is_root(&self) -> bool {
        !self.open.iter().any(Block::changes_context)
    }

    /// Opens the block of a call: `if 有`, `each 依申请公开`.
    fn open(&mut self, token: usize, call: &str, chained: bool) -> Result<(), Problem> {
        let at = self.tokens[token].at.clone();
        let Some(name) = BLOCKS.iter().copied().find(|name| *name == word(call)) else {
            return Err(self.names.not_allowed(at, format!("正文里不能用“{}”", word(call))));
        };
        if self.open.len() >= MAX_NESTING {
            return Err(self.names.not_allowed(at, format!("{{{{ }}}} 嵌套超过 {MAX_NESTING} 层")));
        }
        let helper = single(&format!("{{{{#{call}}}}}{{{{/{name}}}}}"))
            .ok_or_else(|| self.names.unreadable(at.clone()))?;
        self.names.block(&helper, at, self.is_root())?;
        let block = Block { token, name, helper, body: Template::new(), is_else: false, chained };
        self.open.push(block);
        Ok(())
    }

    /// `{{else}}` or `{{else if …}}`.
    fn otherwise(&mut self, token: usize, tag: &str) -> Result<(), Problem> {
        let at = self.tokens[token].at.clone();
        let Some(block) = self.open.last_mut().filter(|block| !block.is_else) else {
            let message = "这里的 {{else}} 不属于任何 {{#if}}".to_owned();
            return Err(self.names.not_allowed(at, message));
        };
        block.end_part();
        block.is_else = true;
        let call = inside(tag).trim_start_matches('^');
        let call = call.strip_prefix("else").unwrap_or(call).trim_start();
        if !call.is_empty() {
            self.put(mark(token));
            self.open(token, call, true)?;
        }
        Ok(())
    }

    /// `{{/if}}`: ends the block, and with it those that `{{else if …}}` began.
    fn close(&mut self, token: usize, tag: &str) -> Result<(), Problem> {
        let at = self.tokens[token].at.clone();
        let name = inside(tag).trim_start_matches('/').trim_start();
        let opened = self.open.iter().rev().find(|block| !block.chained);
        if opened.is_none_or(|block| block.name != name) {
            let message = format!("这里的 {{{{/{name}}}}} 没有对应的开头");
            return Err(self.names.not_allowed(at, message));
        }
        while let Some(mut block) = self.open.pop() {
            block.end_part();
            let chained = block.chained;
            self.put(TemplateElement::HelperBlock(Box::new(block.helper)));
            if !chained {
                break;
            }
        }
        Ok(())
    }
}

/// What Handlebars makes of a tag or of a block without content; none if that is not one element.
fn single(tag: &str) -> Option<HelperTemplate> {
    let mut elements = Template::compile(tag).ok()?.elements;
    let (element, rest) = (elements.pop()?, elements);
    match element {
        TemplateElement::Expression(helper)
        | TemplateElement::HtmlExpression(helper)
        | TemplateElement::HelperBlock(helper)
            if rest.is_empty() =>
        {
            Some(*helper)
        }
        _ => None,
    }
}

/// The text that says that a token follows.
fn mark(token: usize) -> TemplateElement {
    TemplateElement::RawString(format!("{MARK}{token}"))
}
