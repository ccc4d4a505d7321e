module median

go 1.21
