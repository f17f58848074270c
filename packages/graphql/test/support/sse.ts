export interface SseSubscription {
  /** Reads what comes, to the end. */
  rest(): Promise<string>;
  cancel(): Promise<void>;
}

/** Subscribes by server-sent events, as Yoga offers it, and waits for the first of them. */
export async function subscribeBySse(url: string, query: string): Promise<SseSubscription> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ query }),
  });
  if (response.body === null) throw new Error(`No body: ${response.status}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("data:")) {
    const { done, value } = await reader.read();
    if (done) break;
    text += value;
  }
  return {
    async rest() {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return text;
        text += value;
      }
    },
    cancel: async () => await reader.cancel(),
  };
}
