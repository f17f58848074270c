import { Injectable, NotFoundException } from "@nestjs/common";
import { Subject } from "rxjs";
import { PrismaService } from "../database/prisma.service";
import type { Article, Comment } from "../generated/prisma/client";

@Injectable()
export class ArticlesService {
  /** Every comment, as it is written. */
  readonly commented = new Subject<Comment>();

  constructor(private readonly prisma: PrismaService) {}

  list(first: number): Promise<Article[]> {
    return this.prisma.article.findMany({ take: first, orderBy: { id: "asc" } });
  }

  async get(slug: string): Promise<Article> {
    const article = await this.prisma.article.findUnique({ where: { slug } });
    if (article === null) throw new NotFoundException(`There is no article ${slug}`);
    return article;
  }

  commentsOf(articleId: number): Promise<Comment[]> {
    return this.prisma.comment.findMany({ where: { articleId }, take: 3, orderBy: { id: "desc" } });
  }

  /** The comment and the count, or neither. */
  async comment(slug: string, text: string): Promise<Comment> {
    const { id } = await this.get(slug);
    const comment = await this.prisma.$transaction(async (transaction) => {
      const data = { commentCount: { increment: 1 } };
      await transaction.article.update({ where: { id }, data });
      return await transaction.comment.create({ data: { articleId: id, text } });
    });
    this.commented.next(comment);
    return comment;
  }

  async publish(slug: string, title: string): Promise<Article> {
    return await this.prisma.article.create({ data: { slug, title, authorId: 1 } });
  }
}
