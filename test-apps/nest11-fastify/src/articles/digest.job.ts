import { Injectable } from "@nestjs/common";
import { Cron } from "@nestjs/schedule";
import { PrismaService } from "../database/prisma.service";

@Injectable()
export class DigestJob {
  constructor(private readonly prisma: PrismaService) {}

  @Cron("*/5 * * * * *", { name: "digest" })
  async run(): Promise<void> {
    await this.prisma.comment.count();
  }
}
