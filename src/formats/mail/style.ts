/** The look of a mail in light and dark: few rules, no files, no addresses, one column that fits 360 px. */
export const style = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
body{margin:0;padding:24px 16px;background:#F6F5F2;color:#1B1F24;font:400 17px/26px "Source Sans 3",-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%;overflow-wrap:anywhere}
main{display:block;max-width:560px;margin:0 auto;padding:24px;background:#FFFFFF;border:1px solid #D8D6D0;border-radius:2px}
h1{margin:0 0 16px;font-size:20px;line-height:28px;font-weight:600}
p,ul,blockquote{margin:0 0 16px}
ul{padding:0 0 0 20px}
blockquote{padding:0 0 0 16px;border-left:3px solid #767B85}
blockquote p{margin:0;white-space:pre-line}
.by{margin-bottom:4px;color:#4A5260}
.go{display:inline-block;padding:10px 16px;border-radius:6px;background:#1F4E79;color:#FFFFFF;font-weight:600;text-decoration:none}
.quiet{color:#4A5260;font-size:15px;line-height:22px}
.quiet a{color:#1F4E79}
footer{margin:24px 0 0;padding:16px 0 0;border-top:1px solid #D8D6D0}
footer p{margin:0 0 8px}
@media (prefers-color-scheme:dark){
body{background:#14171B;color:#E8E6E1}
main{background:#20252C;border-color:#343A43}
blockquote{border-color:#7C8591}
.by,.quiet{color:#A9B0BB}
.go{background:#8FBCE6;color:#0E1B29}
.quiet a{color:#8FBCE6}
footer{border-color:#343A43}
}
@media (max-width:480px){body{padding:0}main{border-width:0 0 1px;padding:24px 16px}}
`.trim();
