/// How the page looks: on screen by day and by night, and printed.
enum StyleSheet {
  /// Colours that classes can have before they repeat.
  static let seriesCount = 7

  static var markup: Markup { variables + text + tables + drawings + galleries + media }

  /// Okabe & Ito's palette, which colour-blind readers tell apart; lighter on a dark page.
  private static let variables: Markup = """
    :root{--paper:#fff;--ink:#1b1d21;--soft:#5b616b;--line:#d5d9df;--hair:#eceef1;--tint:#f5f6f8;
    --s0:#0072b2;--s1:#d55e00;--s2:#009e73;--s3:#cc79a7;--s4:#e69f00;--s5:#56b4e9;--s6:#7a6a00;
    --shade:#1f5c99;--good:#00704f;--bad:#b03a00}
    @media (prefers-color-scheme:dark){:root{--paper:#14171c;--ink:#e6e8ec;--soft:#a0a7b2;
    --line:#3c434e;--hair:#262b33;--tint:#1b1f26;--s0:#4fa9e0;--s1:#ff8a3d;--s2:#2fc79a;
    --s3:#e6a0c6;--s4:#f2b632;--s5:#8fd0f5;--s6:#d8cc55;--shade:#6fb3ef;--good:#3fd0a0;
    --bad:#ff9358}}

    """

  private static let text: Markup = """
    html{background:var(--paper);color:var(--ink);-webkit-text-size-adjust:100%}
    body{max-width:1040px;margin:0 auto;padding:44px 28px 72px;
    font:16px/1.55 Charter,"Bitstream Charter","Source Serif 4","Iowan Old Style",Georgia,
    "DejaVu Serif",serif}
    h1{font-size:31px;line-height:1.2;font-weight:600;margin:0 0 10px;letter-spacing:-.01em}
    h2{font-size:21px;line-height:1.3;font-weight:600;margin:52px 0 12px;padding-top:14px;
    border-top:1px solid var(--line)}
    p{margin:0 0 14px;max-width:46em}
    .abstract{color:var(--soft);font-size:17px}
    .lead{font-size:18px}
    a{color:inherit;text-decoration-color:var(--soft);text-underline-offset:2px}
    nav ol{list-style:none;padding:0;margin:16px 0 0;display:flex;flex-wrap:wrap;gap:4px 20px;
    font:13px/1.5 var(--sans)}
    :root{--sans:"Helvetica Neue",Helvetica,Arial,"Liberation Sans","DejaVu Sans",sans-serif}
    figure{margin:22px 0 30px}
    figcaption{font-size:14.5px;line-height:1.5;color:var(--soft);max-width:56em;margin-top:8px}
    figcaption b{color:var(--ink);font-weight:600}
    .tabular figcaption{margin:0 0 6px}

    """

  private static let tables: Markup = """
    .wide{overflow-x:auto}
    table{border-collapse:collapse;font:13.5px/1.45 var(--sans);
    border-top:1.5px solid var(--ink);border-bottom:1.5px solid var(--ink);
    font-variant-numeric:tabular-nums lining-nums}
    th,td{padding:4px 18px 4px 0;text-align:left;vertical-align:top;font-weight:400}
    th:last-child,td:last-child{padding-right:0}
    thead th,thead .code{font:600 13.5px/1.45 var(--sans);border-bottom:1px solid var(--ink);white-space:nowrap}
    tbody tr+tr>*{border-top:1px solid var(--hair)}
    .number{text-align:right;white-space:nowrap}
    .code{font:12px/1.5 "DejaVu Sans Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
    details{margin-top:6px;font:13px/1.5 var(--sans)}
    summary{cursor:pointer;color:var(--soft);width:max-content}
    details .wide{max-height:26em;overflow:auto;margin-top:8px}
    details table,details thead th{font-size:12.5px}

    """

  private static let drawings: Markup = """
    .panels{display:flex;flex-wrap:wrap;gap:10px 14px}
    .panels svg{max-width:100%;height:auto;flex:none}
    svg text{font:11px var(--sans);fill:var(--soft)}
    svg text.title{font-size:12.5px;font-weight:600;fill:var(--ink)}
    svg text.axis{font-size:11.5px;fill:var(--ink)}
    svg text.strong{font-size:14px;font-weight:600;fill:var(--ink)}
    svg text.over{fill:var(--paper)}
    svg text.halo{paint-order:stroke;stroke:var(--paper);stroke-width:2.5px;
    stroke-linejoin:round}
    .grid{stroke:var(--hair);fill:none}
    .frame{stroke:var(--soft);fill:none}
    .legend{list-style:none;margin:0 0 8px;padding:0;display:flex;flex-wrap:wrap;gap:2px 20px;
    font:12.5px/1.6 var(--sans)}
    .legend svg{vertical-align:-1px;margin-right:4px}
    .s0{color:var(--s0)}.s1{color:var(--s1)}.s2{color:var(--s2)}.s3{color:var(--s3)}
    .s4{color:var(--s4)}.s5{color:var(--s5)}.s6{color:var(--s6)}
    .ink{color:var(--ink)}.faint{color:var(--soft)}.shade{color:var(--shade)}

    """

  /// Overlays keep their colours by night: what lies below them is the same image.
  private static let galleries: Markup = """
    h3{font:600 13.5px/1.4 var(--sans);margin:16px 0 6px}
    .gallery figcaption{margin:0 0 10px}
    .groups{display:flex;flex-wrap:wrap;gap:0 24px;--cell:114px}
    .groups.small{--cell:70px}.small .group{flex-basis:100%}
    .group{flex:0 1 calc(var(--count)*(var(--cell) + 10px) - 9px);min-width:220px}
    .thumbnails{list-style:none;margin:0;padding:0;display:grid;gap:12px 10px;
    grid-template-columns:repeat(auto-fill,minmax(var(--cell),1fr))}
    .thumbnails li{min-width:0;max-width:160px;font:12px/1.4 var(--sans)}
    .thumbnails b,.thumbnails span{display:block;overflow-wrap:anywhere}
    .thumbnails b{font-weight:400;margin-top:4px}.thumbnails span{color:var(--soft);font-size:10.5px}
    .image{position:relative;border:1px solid var(--line);border-radius:2px;overflow:hidden}
    .image img{display:block;width:100%;height:auto}
    .pixelated{image-rendering:pixelated}
    .overlay{position:absolute;inset:0;width:100%;height:100%}
    .needed{fill:#ff8a3d}.opposed{fill:#4fa9e0}

    """

  private static let media: Markup = """
    @media (max-width:720px){body{padding:24px 16px 48px}h1{font-size:25px}}
    @page{margin:17mm 15mm}
    @media print{:root{--paper:#fff;--ink:#000;--soft:#444;--line:#aaa;--hair:#e4e6e9;
    --s0:#0072b2;--s1:#d55e00;--s2:#009e73;--s3:#cc79a7;--s4:#e69f00;--s5:#56b4e9;--s6:#7a6a00;
    --shade:#1f5c99}
    body{padding:0;max-width:none;font-size:10.5pt;print-color-adjust:exact;
    -webkit-print-color-adjust:exact}
    nav,details{display:none}h1{font-size:20pt}h2{font-size:13.5pt;margin-top:22pt}
    figure,.legend,tr,.group,.thumbnails li{break-inside:avoid}.gallery{break-inside:auto}h2,h3,.tabular figcaption{break-after:avoid}
    figcaption{font-size:9.5pt}.lead{font-size:11.5pt}.abstract{font-size:11pt}
    .wide{overflow:visible}table,thead th{font-size:8.2pt}th,td{padding:2.5pt 10px 2.5pt 0}
    .groups{gap:0 5pt}.group{flex-basis:calc(var(--count)*12.5% - 5pt);min-width:25%}
    .thumbnails{grid-template-columns:repeat(var(--count),1fr);gap:6pt 5pt}
    .small .thumbnails{grid-template-columns:repeat(12,1fr)}.thumbnails li{max-width:62pt}
    .thumbnails li{font-size:7pt}.thumbnails span{font-size:6.5pt}
    .code{font-size:7.2pt}.panels{gap:6px 8px}.panels svg{max-width:32%}
    .panels svg.broad{max-width:48.5%}}

    """
}
