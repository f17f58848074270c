export declare function startTraffic(shop: { readonly url: string; readonly stockPort: number }): {
  readonly stop: () => void;
};
