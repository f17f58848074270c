import {
  Body,
  Controller,
  Get,
  NotFoundException,
  Param,
  ParseIntPipe,
  Post,
} from "@nestjs/common";
import { PrismaService } from "../database/prisma.service.ts";
import type { Customer } from "../generated/prisma/client.ts";
import { NewCustomer } from "./customers.dto.ts";

@Controller("customers")
export class CustomersController {
  constructor(private readonly prisma: PrismaService) {}

  @Get(":id")
  async get(@Param("id", ParseIntPipe) id: number): Promise<Customer> {
    const customer = await this.prisma.customer.findUnique({
      where: { id },
      include: { orders: { orderBy: { placedAt: "desc" }, take: 5 } },
    });
    if (customer === null) throw new NotFoundException(`There is no customer ${id}`);
    return customer;
  }

  @Post()
  create(@Body() customer: NewCustomer): Promise<Customer> {
    return this.prisma.customer.create({ data: customer });
  }
}
