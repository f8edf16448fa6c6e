// The data of the page: raw deflate in base64, unpacked block by block.

const ARRAYS = {
  float64: Float64Array, float32: Float32Array, int32: Int32Array, uint32: Uint32Array, uint8: Uint8Array,
};

function fromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** The bytes of a block. The block is taken from the page, so that it is held only once. */
export async function unpack(name) {
  const block = document.getElementById(`data-${name}`);
  const packed = fromBase64(block.textContent);
  block.remove();
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// A mark of the byte order is a character of the text, like any other.
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

export async function unpackText(name) {
  return utf8.decode(await unpack(name));
}

export async function unpackJson(name) {
  return JSON.parse(await unpackText(name));
}

/** The columns of `directory` ([name, type, length]) as typed arrays over one buffer. */
export async function unpackColumns(directory) {
  const bytes = await unpack("columns");
  const columns = {};
  let start = 0;
  for (const [name, type, length] of directory) {
    columns[name] = new ARRAYS[type](bytes.buffer, start, length);
    start += columns[name].byteLength;
  }
  return columns;
}
