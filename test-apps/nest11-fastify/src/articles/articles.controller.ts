import {
  Body,
  ConflictException,
  Controller,
  Get,
  type MessageEvent,
  Param,
  Post,
  Sse,
} from "@nestjs/common";
import { map, type Observable } from "rxjs";
import { Prisma } from "../generated/prisma/client";
import { ArticlesService } from "./articles.service";

@Controller("articles")
export class ArticlesController {
  constructor(private readonly articles: ArticlesService) {}

  /** Slow on purpose: a query for each article. */
  @Get()
  async list() {
    const articles = await this.articles.list(10);
    return await Promise.all(
      articles.map(async (article) => ({
        ...article,
        comments: await this.articles.commentsOf(article.id),
      })),
    );
  }

  /** Server-sent events, until the client goes away. */
  @Sse("comments")
  comments(): Observable<MessageEvent> {
    return this.articles.commented.pipe(map((comment) => ({ data: comment })));
  }

  @Get(":slug")
  get(@Param("slug") slug: string) {
    return this.articles.get(slug);
  }

  @Post()
  async publish(@Body() { slug, title }: { readonly slug: string; readonly title: string }) {
    try {
      return await this.articles.publish(slug, title);
    } catch (error) {
      if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002")
        throw new ConflictException(`The slug ${slug} is taken`);
      throw error;
    }
  }
}
