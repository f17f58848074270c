import type { Series } from "@promenade/promql";

/** Sends series into a Prometheus with a remote-write receiver, staleness markers included. */
export async function remoteWrite(url: string, series: readonly Series[]): Promise<void> {
  const response = await fetch(`${url}/api/v1/write`, {
    method: "POST",
    headers: {
      "content-type": "application/x-protobuf",
      "content-encoding": "snappy",
      "x-prometheus-remote-write-version": "0.1.0",
    },
    body: snappy(Buffer.concat(series.map((each) => message(1, encodeSeries(each))))),
  });
  if (!response.ok)
    throw new Error(
      `Prometheus did not take the series: ${response.status} ${await response.text()}`,
    );
}

function encodeSeries({ labels, timestamps, values, length, staleAt }: Series): Buffer {
  const names = Object.keys(labels).toSorted();
  const samples: { readonly timestamp: number; readonly bits: Buffer }[] = [];
  for (let index = 0; index < length; index += 1) {
    const bits = Buffer.alloc(8);
    bits.writeDoubleLE(values[index] as number);
    samples.push({ timestamp: timestamps[index] as number, bits });
  }
  for (const timestamp of Array.from(staleAt ?? []))
    samples.push({ timestamp, bits: Buffer.from("020000000000f07f", "hex") });
  samples.sort((one, other) => one.timestamp - other.timestamp);
  return Buffer.concat([
    ...names.map((name) =>
      message(
        1,
        Buffer.concat([
          message(1, Buffer.from(name)),
          message(2, Buffer.from(labels[name] as string)),
        ]),
      ),
    ),
    ...samples.map(({ timestamp, bits }) =>
      message(
        2,
        Buffer.concat([Buffer.from([0x09]), bits, Buffer.from([0x10]), varint(BigInt(timestamp))]),
      ),
    ),
  ]);
}

function message(field: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(field << 3) | 2]), varint(BigInt(content.length)), content]);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

/** The block format of Snappy with nothing compressed. */
function snappy(content: Buffer): Uint8Array<ArrayBuffer> {
  const parts: Buffer[] = [varint(BigInt(content.length))];
  for (let at = 0; at < content.length; at += 65_536) {
    const chunk = content.subarray(at, at + 65_536);
    const size = chunk.length - 1;
    parts.push(Buffer.from([61 << 2, size & 0xff, size >> 8]), chunk);
  }
  return Uint8Array.from(Buffer.concat(parts));
}
