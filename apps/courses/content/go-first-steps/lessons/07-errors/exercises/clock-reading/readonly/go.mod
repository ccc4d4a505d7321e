module clockreading

go 1.21
