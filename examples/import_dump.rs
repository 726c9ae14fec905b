use nianbao::import;
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let start = std::time::Instant::now();
    let bytes = std::fs::read(&path).unwrap();
    let l = Default::default();
    let r = if path.ends_with(".docx") { import::docx(&bytes, &l) } else if path.ends_with(".html") { import::html(&import::decode(&bytes), &l) } else { import::text(&import::decode(&bytes), &l) };
    match r {
        Ok(i) => { println!("{}", i.to_yaml()); for n in &i.notes { println!("NOTE {:?} {}", n.path, n.message) } for u in &i.unplaced { println!("UNPLACED [{}] {}", u.place, u.text) } }
        Err(e) => println!("ERROR {e}"),
    }
    println!("{:?}", start.elapsed());
}
