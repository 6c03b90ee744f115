// What readers may choose by (src/search/facets.rs); on the search page alone.
import { each, get, inflate, once, reader, root, utf8 } from "./files.js";

/** What readers may choose by: `{ facet, values: [{ id, label, documents }] }`. */
export const facets = () =>
  each(root().facets, ([facet, name]) => {
    const address = `${config.files}f-${name}.bin`;
    return once(address, async () => {
      const bytes = await inflate(await get(address));
      const end = 4 + new Uint32Array(bytes.buffer, 0, 1)[0];
      const { documents } = reader(bytes.subarray(end));
      const values = JSON.parse(utf8.decode(bytes.subarray(4, end)));
      return { facet, values: values.map(([id, label, count]) => ({ id, label, documents: documents(count) })) };
    });
  });

/** The documents that have the values that were asked for; counts for each value what it would leave. */
export function narrow(known, documents, asked) {
  const sets = known.map(({ facet, values }) => {
    for (const value of values) value.isChosen = asked.getAll(facet).includes(value.id);
    const chosen = values.filter(({ isChosen }) => isChosen);
    return chosen[0] && new Set(chosen.flatMap(({ documents }) => documents));
  });
  const left = (but) => documents.filter((document) => sets.every((set, at) => at === but || !set || set.has(document)));
  known.forEach(({ values }, at) => {
    const rest = new Set(left(at));
    for (const value of values) value.count = value.documents.filter((document) => rest.has(document)).length;
  });
  return left();
}
