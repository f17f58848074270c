export interface Author {
  readonly id: number;
  readonly name: string;
}

export interface Book {
  readonly id: number;
  readonly title: string;
  readonly year: number;
  readonly authorId: number;
}

export interface Review {
  readonly bookId: number;
  readonly stars: number;
}

const authors: readonly Author[] = [
  { id: 1, name: "Mary Shelley" },
  { id: 2, name: "Jules Verne" },
  { id: 3, name: "Ursula K. Le Guin" },
];

export const books: readonly Book[] = [
  { id: 1, title: "Frankenstein", year: 1818, authorId: 1 },
  { id: 2, title: "The Last Man", year: 1826, authorId: 1 },
  { id: 3, title: "Around the World in Eighty Days", year: 1872, authorId: 2 },
  { id: 4, title: "The Mysterious Island", year: 1875, authorId: 2 },
  { id: 5, title: "A Wizard of Earthsea", year: 1968, authorId: 3 },
  { id: 6, title: "The Dispossessed", year: 1974, authorId: 3 },
];

const reviews: Review[] = [];

export function bookOf(id: number): Book | undefined {
  return books.find((book) => book.id === id);
}

/** Authors in the order of their ids, as a data loader wants them. */
export function authorsOf(ids: readonly number[]): readonly (Author | Error)[] {
  const byId = new Map(authors.map((author) => [author.id, author]));
  return ids.map((id) => byId.get(id) ?? new Error(`There is no author ${id}`));
}

export function keepReview(review: Review): void {
  reviews.push(review);
  if (reviews.length > 100) reviews.shift();
}

export function averageStars(bookId: number): number | undefined {
  const stars = reviews.filter((review) => review.bookId === bookId).map((review) => review.stars);
  return stars.length === 0 ? undefined : stars.reduce((sum, one) => sum + one, 0) / stars.length;
}
