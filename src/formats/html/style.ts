/**
 * The look of an agreement as a page of its own: tokens and measures of the product's design language, for light, dark and paper.
 * It names no file and no address, so the page needs nothing but itself.
 */
export const style = `
:root{color-scheme:light dark;--canvas:#F6F5F2;--paper:#FFFFFF;--ink:#1B1F24;--quiet:#4A5260;--hairline:#D8D6D0;--accent:#1F4E79;--warning:#8A5A00}
@media (prefers-color-scheme:dark){:root{--canvas:#14171B;--paper:#20252C;--ink:#E8E6E1;--quiet:#A9B0BB;--hairline:#343A43;--accent:#8FBCE6;--warning:#F0C05A}}
*{box-sizing:border-box}
html{background:var(--canvas);-webkit-text-size-adjust:100%;scroll-padding-top:24px}
body{margin:0;padding:32px 16px;color:var(--ink);font:400 17px/27px "Source Serif 4","Source Serif Pro",Charter,Georgia,"Times New Roman",serif;font-variant-numeric:lining-nums;overflow-wrap:break-word}
article{max-width:752px;margin:0 auto;padding:48px;background:var(--paper);border:1px solid var(--hairline);border-radius:2px}
h1{margin:0 0 4px;font-size:32px;line-height:40px;font-weight:600;letter-spacing:-.01em;text-wrap:balance}
h2{margin:32px 0 8px;font-size:17px;line-height:27px;font-weight:600}
p,ol,table{margin:0 0 12px}
a{color:inherit;text-decoration:underline;text-decoration-color:var(--hairline);text-decoration-thickness:1px;text-underline-offset:3px}
a:hover{color:var(--accent);text-decoration-color:currentColor}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
:target{scroll-margin-top:24px}
dfn{font-style:normal;font-weight:600}
strong{font-weight:600}
.sub,.state,.used{color:var(--quiet)}
.sub,.used{margin-bottom:16px}
.state{font-size:15px;line-height:22px;margin-bottom:4px}
.note{margin:0 0 24px;padding:12px 0;border-block:1px solid var(--hairline);color:var(--quiet);font-size:15px;line-height:22px}
nav{margin:0 0 24px;font-size:15px;line-height:22px}
nav h2{margin:0 0 4px;font-size:15px}
nav ol{columns:2 256px;column-gap:32px;margin:0;padding:0;list-style:none}
nav li{break-inside:avoid;margin:0;padding:1px 0}
nav a{display:flex;text-decoration:none;min-height:24px}
nav .n{flex:none;width:32px}
.n{font-variant-numeric:tabular-nums lining-nums}
.h{position:relative;padding-left:48px}
.h>.n{position:absolute;left:0}
.in{padding-left:48px}
ol{padding:0;list-style:none}
li{position:relative;margin-bottom:12px;padding-left:48px}
li>.n{position:absolute;left:0}
.in>li{padding-left:40px}
.schedule{margin-top:48px;padding-top:24px;border-top:1px solid var(--hairline)}
.schedule>h2{margin:0 0 4px;font-size:24px;line-height:32px}
.blank{padding:0 4px;border:1px solid currentColor;border-radius:2px;-webkit-box-decoration-break:clone;box-decoration-break:clone}
.hidden{color:var(--warning);font-size:.8em}
.scroll{overflow-x:auto;margin:16px 0}
table{width:100%;border-collapse:collapse;margin:0;font-size:15px;line-height:22px;font-variant-numeric:tabular-nums lining-nums}
th{padding:4px 12px 4px 0;border-bottom:1px solid var(--ink);color:var(--quiet);font-size:14px;font-weight:600;text-align:left;vertical-align:bottom}
td{padding:4px 12px 4px 0;border-bottom:1px solid var(--hairline);vertical-align:top}
th:last-child,td:last-child{padding-right:0}
tbody tr:last-child td{border-bottom-color:var(--ink)}
.r{text-align:right;white-space:nowrap}
.sign{margin:24px 0;break-inside:avoid}
.sign dl{display:grid;grid-template-columns:2fr 1fr 1fr;gap:12px 16px;margin:0}
.sign dt{color:var(--quiet);font-size:15px;line-height:22px}
.sign dd{height:40px;margin:0;border-bottom:1px solid var(--ink)}
.sign div{display:flex;flex-direction:column-reverse}
@media (max-width:640px){body{padding:0}article{padding:24px 16px;border:0}h1{font-size:24px;line-height:32px}.h,.in{padding-left:40px}.sign dl{grid-template-columns:1fr}}
@media print{
@page{size:A4;margin:25mm;@bottom-right{content:"Page " counter(page) " of " counter(pages);font:400 9pt/12pt Georgia,serif;color:#4A5260}}
:root{color-scheme:light;--canvas:#fff;--paper:#fff;--ink:#1B1F24;--quiet:#4A5260;--hairline:#D8D6D0}
body{padding:0;font-size:11pt;line-height:15.5pt}
article{max-width:none;padding:0;border:0}
nav{display:none}
a{text-decoration:none}
h1{font-size:20pt;line-height:25pt}h2{margin:15.5pt 0 4pt;font-size:11pt;line-height:15.5pt;break-after:avoid}
p,li{margin-bottom:6pt;orphans:2;widows:2}
table{font-size:10pt;line-height:14pt}th,.note,.state,.sign dt{font-size:9pt;line-height:12pt}
thead{display:table-header-group}tr{break-inside:avoid}
.schedule{break-before:page;margin:0;padding:0;border:0}.schedule>h2{font-size:15pt;line-height:20pt}
.scroll{overflow:visible}
}
`.trim();

/** What a page adds where two language versions stand side by side. */
export const twoColumns = `
.two{display:grid;grid-template-columns:1fr 1fr;gap:0 32px}
.two>*{min-width:0}
.two h2{hyphens:auto}
.two .item{margin-left:48px}
article{max-width:1024px}
@media (max-width:640px){.two{grid-template-columns:1fr}.two .item{margin-left:40px}}
@media print{.two{gap:0 8mm;font-size:9.5pt;line-height:13pt}.two .h{padding-left:28pt}.two .item{margin-left:28pt}}
`.trim();
