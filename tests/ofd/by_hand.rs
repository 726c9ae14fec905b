//! A package written by hand, with more of the standard in it than the writer uses: the validator must find
//! nothing wrong with it, and everything in what the [mutations](crate::mutations) make of it.

use crate::package::Package;

const ENTRY: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<o:OFD xmlns:o="http://www.ofdspec.org/2016" Version="1.0" DocType="OFD"><o:DocBody>
<o:DocInfo><o:DocID>0123456789abcdef0123456789abcdef</o:DocID><o:Title>甲局&amp;乙局</o:Title>
<o:CreationDate>2025-01-20</o:CreationDate><o:Keywords><o:Keyword>公开</o:Keyword></o:Keywords>
<o:CustomDatas><o:CustomData Name="文号">甲〔2025〕1号</o:CustomData></o:CustomDatas></o:DocInfo>
<o:DocRoot>Doc_0/Document.xml</o:DocRoot></o:DocBody></o:OFD>"#;

const DOCUMENT: &str = r#"<Document xmlns="http://www.ofdspec.org/2016"><CommonData><MaxUnitID>40</MaxUnitID>
<PageArea><PhysicalBox>0 0 210 297</PhysicalBox><ContentBox>28 37 156 225</ContentBox></PageArea>
<PublicRes>PublicRes.xml</PublicRes><DocumentRes>/Doc_0/DocumentRes.xml</DocumentRes>
<TemplatePage ID="1" ZOrder="Background" BaseLoc="Tpls/Tpl_0.xml"/><DefaultCS>3</DefaultCS></CommonData>
<Pages><Page ID="2" BaseLoc="Pages/Page_0.xml"/></Pages>
<Outlines><OutlineElem Title="一、总体情况" Count="1"><Actions><Action Event="CLICK"><Goto>
<Dest Type="XYZ" PageID="2" Left="0" Top="10.5"/></Goto></Action></Actions>
<OutlineElem Title="（一）" Expanded="false"><Actions><Action Event="CLICK"><Goto><Bookmark Name="一"/></Goto></Action>
</Actions></OutlineElem></OutlineElem></Outlines>
<Permissions><Edit>false</Edit><Print Printable="true" Copies="2"/></Permissions>
<VPreferences><PageMode>UseOutlines</PageMode><Zoom>1.5</Zoom></VPreferences>
<Bookmarks><Bookmark Name="一"><Dest Type="Fit" PageID="2"/></Bookmark></Bookmarks>
<Annotations>Annots/Annotations.xml</Annotations><CustomTags>Tags/CustomTags.xml</CustomTags></Document>"#;

const PUBLIC: &str = r##"<Res xmlns="http://www.ofdspec.org/2016" BaseLoc="Res"><ColorSpaces>
<ColorSpace ID="3" Type="RGB"><Palette><CV>255 0 0</CV><CV>#0 #80 #FF</CV></Palette></ColorSpace></ColorSpaces>
<Fonts><Font ID="4" FontName="仿宋" FamilyName="FangSong" Charset="prc" Bold="false"/></Fonts></Res>"##;

const RESOURCES: &str = r#"<Res xmlns="http://www.ofdspec.org/2016" BaseLoc="Res"><DrawParams>
<DrawParam ID="5" LineWidth="0.5" Cap="Round" DashPattern="1 2"><FillColor Index="1"/></DrawParam>
<DrawParam ID="6" Relative="5"/></DrawParams><MultiMedias>
<MultiMedia ID="7" Type="Image" Format="PNG"><MediaFile>a.png</MediaFile></MultiMedia></MultiMedias>
<CompositeGraphicUnits><CompositeGraphicUnit ID="8" Width="10" Height="10"><Content>
<PathObject ID="9" Boundary="0 0 10 10"><AbbreviatedData>M 0 0 L 10 10</AbbreviatedData></PathObject></Content>
</CompositeGraphicUnit></CompositeGraphicUnits></Res>"#;

const TEMPLATE: &str = r#"<Page xmlns="http://www.ofdspec.org/2016"><Content><Layer ID="10" Type="Background">
<ImageObject ID="11" Boundary="0 0 20 20" CTM="20 0 0 20 0 0" ResourceID="7"><Border LineWidth="1">
<BorderColor Value="255 0 0"/></Border></ImageObject></Layer></Content></Page>"#;

const PAGE: &str = r#"<Page xmlns="http://www.ofdspec.org/2016"><Template TemplateID="1" ZOrder="Background"/>
<Area><PhysicalBox>0 0 297 210</PhysicalBox></Area><Content><Layer ID="20" Type="Body" DrawParam="6">
<TextObject ID="21" Boundary="28 37 60 8" Font="4" Size="5.6"><Clips><Clip><Area><Path Boundary="0 0 30 8">
<AbbreviatedData>M 0 0 L 30 0 L 30 8 C</AbbreviatedData></Path></Area></Clip></Clips>
<FillColor Value="0 0 0" Alpha="128"/><CGTransform CodePosition="0" CodeCount="2" GlyphCount="1">
<Glyphs>17</Glyphs></CGTransform><TextCode X="0" Y="6" DeltaX="g 2 5.6 -1.5">一、总体</TextCode>
<TextCode X="30">情</TextCode></TextObject>
<PageBlock ID="22"><PathObject ID="23" Boundary="28 60 100 20" Stroke="true" Fill="true" Rule="Even-Odd"
 LineWidth="0.2" Join="Bevel"><StrokeColor Value="255 0 0"/><FillColor><AxialShd StartPoint="0 0" EndPoint="9 9">
<Segment Position="0"><Color Value="0 0 0"/></Segment><Segment Position="1"><Color Value="9 9 9"/></Segment>
</AxialShd></FillColor><AbbreviatedData>M 0 0 Q 1 1 2 2 B 1 1 2 2 3 3 A 4 4 0 0 1 8 8 C</AbbreviatedData>
</PathObject></PageBlock>
<CompositeObject ID="24" Boundary="5 5 10 10" ResourceID="8"/></Layer></Content></Page>"#;

const ANNOTATIONS: &str = r#"<Annotations xmlns="http://www.ofdspec.org/2016"><Page PageID="2">
<FileLoc>Page_0.xml</FileLoc></Page></Annotations>"#;

const ANNOTATION: &str = r#"<PageAnnot xmlns="http://www.ofdspec.org/2016"><Annot ID="30" Type="Link" Creator="甲"
 LastModDate="2025-01-20"><Appearance Boundary="0 0 9 9"><PathObject ID="31" Boundary="0 0 9 9"><Actions>
<Action Event="CLICK"><Region><Area Start="0 0"><Line Point1="9 9"/><Close/></Area></Region>
<URI URI="http://example.com/"/></Action></Actions><AbbreviatedData>M 0 0 L 9 9</AbbreviatedData></PathObject>
</Appearance></Annot></PageAnnot>"#;

const TAG_INDEX: &str = r#"<CustomTags xmlns="http://www.ofdspec.org/2016"><CustomTag NameSpace="urn:a">
<FileLoc>a.xml</FileLoc></CustomTag></CustomTags>"#;

const TAGS: &str = r#"<a:标引 xmlns:a="urn:a" xmlns:ofd="http://www.ofdspec.org/2016"><a:标题>
<ofd:ObjectRef PageRef="2">21</ofd:ObjectRef></a:标题></a:标引>"#;

/// The package.
pub fn package() -> Package {
    let parts = [
        ("OFD.xml", ENTRY),
        ("Doc_0/Document.xml", DOCUMENT),
        ("Doc_0/PublicRes.xml", PUBLIC),
        ("Doc_0/DocumentRes.xml", RESOURCES),
        ("Doc_0/Tpls/Tpl_0.xml", TEMPLATE),
        ("Doc_0/Pages/Page_0.xml", PAGE),
        ("Doc_0/Annots/Annotations.xml", ANNOTATIONS),
        ("Doc_0/Annots/Page_0.xml", ANNOTATION),
        ("Doc_0/Tags/CustomTags.xml", TAG_INDEX),
        ("Doc_0/Tags/a.xml", TAGS),
    ];
    let mut package = Package::default();
    for (name, text) in parts {
        package.parts.push((name.to_owned(), text.as_bytes().to_vec()));
    }
    package.parts.push(("Doc_0/Res/a.png".to_owned(), crate::reports::png(2, 2)));
    package
}
