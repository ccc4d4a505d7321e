module wordtally

go 1.21
