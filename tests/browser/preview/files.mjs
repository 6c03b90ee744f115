// What the site of the script has beside the starter's files: a theme of its own, and records that
// are not published yet.

/** A picture of one colour. */
export const picture = (colour, width) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="40">` +
  `<rect width="100%" height="100%" fill="${colour}"/></svg>\n`;

/** A record of news. */
export const news = (title, fields, body) =>
  `---\ntitle: ${title}\ndate: 2024-10-01\n${fields}---\n\n${body}\n`;

export const FILES = {
  "themes/eigen/theme.yaml": "name: eigen\nextends: werkstatt\n",
  "themes/eigen/assets/style.css": `@import "werkstatt/style.css";
.record { outline: 0 solid rgb(1 2 3) }
`,
  "themes/eigen/templates/record.html": `{% extends "werkstatt/record.html" %}
{% block after %}
<details id="mehr"><summary>Mehr</summary><p>Noch mehr</p></details>
<p><label for="notiz">Notiz</label> <input id="notiz"></p>
{{ super() }}
{% endblock after %}
`,
  "content/aktuelles/bild/index.md": news("Ein Bild", "", "![Eine Fläche](bild.svg)"),
  "content/aktuelles/bild/bild.svg": picture("red", 40),
  "content/aktuelles/entwurf.md": news("Noch nicht fertig", "draft: true\n", "Unfertig."),
  "content/aktuelles/geplant.md": news("Später", "publish_on: 2999-01-01\n", "Kommt noch."),
  "content/aktuelles/umgezogen.md": news("Umgezogen", "aliases: [/alte-meldung/]\n", "Jetzt hier."),
};
