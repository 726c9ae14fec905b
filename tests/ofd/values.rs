//! The simple types of the table: numbers, arrays, ids, places in the package.

/// A simple type.
#[derive(Debug, Clone, PartialEq)]
pub enum Simple {
    Text,
    OneOf(Vec<String>),
    Boolean,
    Whole(Range),
    Decimal(Range),
    Date,
    DateTime,
    /// `ST_ID`.
    Id,
    /// The largest id of the document.
    Max,
    /// `ST_RefID`: the id of such an element.
    Reference(String),
    /// `ST_Loc`: a part that begins with such an element.
    Place(String),
    /// Numbers, perhaps so many.
    Array(Option<usize>),
    /// `ST_Box`.
    Rectangle,
    Deltas,
    Indices,
    Channels,
    PathData,
}

/// From and to, both inside.
pub type Range = (f64, f64);

impl Simple {
    /// The type that the table calls so.
    pub fn named(name: &str) -> Option<Self> {
        if let Some((kind, target)) = name.split_once('>') {
            return match kind {
                "ST_RefID" => Some(Self::Reference(target.to_owned())),
                "ST_Loc" => Some(Self::Place(target.to_owned())),
                _ => None,
            };
        }
        let (kind, range) = match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
            Some((kind, range)) => {
                let (low, high) = range.split_once("..")?;
                (kind, (low.parse().ok()?, if high.is_empty() { f64::MAX } else { high.parse().ok()? }))
            }
            None => (name, (f64::MIN, f64::MAX)),
        };
        Some(match kind {
            "xs:string" => Self::Text,
            "xs:boolean" => Self::Boolean,
            "xs:int" => Self::Whole(range),
            "xs:double" => Self::Decimal(range),
            "xs:date" => Self::Date,
            "xs:dateTime" => Self::DateTime,
            "ST_ID" => Self::Id,
            "ST_Max" => Self::Max,
            "ST_Array" => Self::Array(None),
            "ST_Pos" => Self::Array(Some(2)),
            "ST_Box" => Self::Rectangle,
            "Deltas" => Self::Deltas,
            "Indices" => Self::Indices,
            "Channels" => Self::Channels,
            "PathData" => Self::PathData,
            _ => Self::Array(Some(kind.strip_prefix("ST_Array(")?.strip_suffix(')')?.parse().ok()?)),
        })
    }

    /// Whether a text is a value of the type. Whether a reference leads to something is not looked at.
    pub fn takes(&self, text: &str) -> bool {
        let words = || text.split_ascii_whitespace();
        match self {
            Self::Text => true,
            Self::OneOf(values) => values.iter().any(|value| value == text),
            Self::Boolean => ["true", "false", "1", "0"].contains(&text),
            Self::Whole((low, high)) => {
                text.parse::<i32>().is_ok_and(|number| (*low..=*high).contains(&f64::from(number)))
            }
            Self::Decimal((low, high)) => number(text).is_some_and(|number| (*low..=*high).contains(&number)),
            Self::Date => is_date(text),
            Self::DateTime => text.split_once('T').is_some_and(|(date, time)| is_date(date) && is_time(time)),
            Self::Id | Self::Max | Self::Reference(_) => text.parse::<u32>().is_ok_and(|id| id > 0),
            Self::Place(_) => !text.is_empty() && !text.contains(['\\', ':', '?', '#', '\0']),
            Self::Array(count) => numbers(text)
                .is_some_and(|numbers| count.map_or(!numbers.is_empty(), |count| numbers.len() == count)),
            Self::Rectangle => {
                rectangle(text).is_some_and(|[_, _, width, height]| width > 0.0 && height > 0.0)
            }
            Self::Deltas => deltas(text).is_some(),
            Self::Indices => words().all(|word| word.parse::<u16>().is_ok()),
            Self::Channels => [1, 3, 4].contains(&words().count()) && words().all(is_channel),
            Self::PathData => path_points(text).is_ok(),
        }
    }
}

/// A number in plain decimals or with an exponent.
pub fn number(text: &str) -> Option<f64> {
    let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    text.parse::<f64>().ok().filter(|number| is_plain && number.is_finite())
}

/// Numbers with white space between.
pub fn numbers(text: &str) -> Option<Vec<f64>> {
    text.split_ascii_whitespace().map(number).collect()
}

/// Left, top, width, height.
pub fn rectangle(text: &str) -> Option<[f64; 4]> {
    numbers(text)?.try_into().ok()
}

/// The distances of `DeltaX`: `g 3 0.5` is three times 0.5 (11.3).
pub fn deltas(text: &str) -> Option<Vec<f64>> {
    let mut deltas = Vec::new();
    let mut words = text.split_ascii_whitespace();
    while let Some(word) = words.next() {
        if word == "g" {
            let (count, delta) = (words.next()?.parse::<u16>().ok()?, number(words.next()?)?);
            deltas.extend(std::iter::repeat_n(delta, count.into()));
        } else {
            deltas.push(number(word)?);
        }
    }
    Some(deltas)
}

/// The points that a path goes through, those that pull its curves among them (9.3).
///
/// # Errors
/// What is wrong with it.
pub fn path_points(text: &str) -> Result<Vec<[f64; 2]>, String> {
    let mut words = text.split_ascii_whitespace();
    let mut points = Vec::new();
    let mut is_first = true;
    while let Some(operator) = words.next() {
        let count = match operator {
            "S" | "M" | "L" => 2,
            "Q" => 4,
            "B" => 6,
            "A" => 7,
            "C" => 0,
            _ => return Err(format!("{operator:?} is no operator")),
        };
        if is_first && !["S", "M"].contains(&operator) {
            return Err(format!("it begins with {operator}"));
        }
        is_first = false;
        let operands: Option<Vec<f64>> = words.by_ref().take(count).map(number).collect();
        let operands = operands.filter(|operands| operands.len() == count);
        let operands = operands.ok_or_else(|| format!("{operator} has not {count} numbers"))?;
        // Of an arc only the end is a point.
        let from = if operator == "A" { 5 } else { 0 };
        points.extend(operands[from.min(count)..].chunks(2).map(|point| [point[0], point[1]]));
    }
    Ok(points).and_then(|points| if points.is_empty() { Err("it is empty".into()) } else { Ok(points) })
}

fn is_channel(word: &str) -> bool {
    match word.strip_prefix('#') {
        Some(hexadecimal) => u8::from_str_radix(hexadecimal, 16).is_ok(),
        None => word.parse::<u8>().is_ok(),
    }
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let of = |text: &str, length: usize, largest: u16| {
        text.len() == length && text.parse::<u16>().is_ok_and(|number| (1..=largest).contains(&number))
    };
    of(year, 4, 9999) && of(month, 2, 12) && of(day, 2, 31)
}

fn is_time(text: &str) -> bool {
    let text = text.trim_end_matches('Z');
    let text = text.split(['+', '.']).next().unwrap_or_default();
    text.len() == 8 && text.split(':').count() == 3 && text.bytes().all(|b| b.is_ascii_digit() || b == b':')
}

#[test]
fn each_type_takes_its_values_and_no_others() {
    for (name, good, bad) in [
        ("ST_ID", "7", "0"),
        ("ST_RefID>Font", "4294967295", "4294967296"),
        ("ST_RefID>Font", "1", "-1"),
        ("ST_Loc>file", "Res/字体.ttf", "http://example.com/a"),
        ("ST_Loc>file", "/Doc_0/a.xml", r"Doc_0\a.xml"),
        ("ST_Box", "0 0 210 297", "0 0 210 0"),
        ("ST_Box", "-1 -2.5 1 1", "0 0 210"),
        ("ST_Pos", "0 .5", "0"),
        ("ST_Array(6)", "1 0 0 1 0 0", "1 0 0 1 0"),
        ("xs:double", "1.5", "1,5"),
        ("xs:double", "-0", "NaN"),
        ("xs:double[0..]", "0", "-0.1"),
        ("xs:int[1..]", "1", "0"),
        ("xs:int[0..255]", "255", "256"),
        ("xs:date", "2025-01-20", "2025-1-20"),
        ("xs:date", "2025-12-31", "2025-01-20T00:00:00"),
        ("xs:dateTime", "2025-01-20T08:30:00", "2025-01-20"),
        ("xs:boolean", "true", "True"),
        ("Deltas", "5.8 g 3 5.8 2", "5.8 g 3"),
        ("Indices", "0 65535", "1.5"),
        ("Channels", "0 0 255", "0 0 256"),
        ("Channels", "#FF #0 #10", "0 0"),
        ("PathData", "M 0 0 L 1 1 B 1 1 2 2 3 3 C", "M 0 0 L 1"),
        ("PathData", "M 0 0 Q 1 1 2 2 A 1 1 0 0 1 5 5", "L 1 1"),
        ("PathData", "S 0 0", "M 0 0 l 1 1"),
    ] {
        let simple = Simple::named(name).unwrap();
        assert!(simple.takes(good), "{name}: {good}");
        assert!(!simple.takes(bad), "{name}: {bad}");
    }
}
