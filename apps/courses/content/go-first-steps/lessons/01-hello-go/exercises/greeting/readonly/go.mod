module greeting

go 1.21
